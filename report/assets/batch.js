// SPDX-License-Identifier: Apache-2.0
// The page tells everything without this script; it sorts the table and narrows it to a word.
(function () {
  'use strict';
  var table = document.querySelector('table.batch');
  if (!table) return;
  var body = table.tBodies[0];
  var rows = Array.prototype.slice.call(body.rows);
  var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);

  function key(row, column) {
    var cell = row.cells[column];
    var text = cell.dataset.v === undefined ? cell.textContent : cell.dataset.v;
    return text;
  }
  function sortBy(column) {
    var head = heads[column];
    var up = head.getAttribute('aria-sort') !== 'ascending';
    heads.forEach(function (one) { one.removeAttribute('aria-sort'); });
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    var numeric = head.classList.contains('n');
    rows.sort(function (a, b) {
      var x = key(a, column);
      var y = key(b, column);
      // What is unknown stays last, whichever way.
      if (x === '' || y === '') return (x === '') - (y === '');
      var order = numeric ? Number(x) - Number(y) : x.localeCompare(y, undefined, { numeric: true });
      return up ? order : -order;
    });
    rows.forEach(function (row) { body.appendChild(row); });
  }
  heads.forEach(function (head, column) {
    if (head.classList.contains('no')) return;
    var button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    button.title = head.title;
    head.textContent = '';
    head.appendChild(button);
    button.addEventListener('click', function () { sortBy(column); });
  });

  var box = document.querySelector('input.filter');
  var said = document.querySelector('.filter-count');
  if (!box) return;
  box.hidden = false;
  box.addEventListener('input', function () {
    var word = box.value.toLowerCase();
    var shown = 0;
    rows.forEach(function (row) {
      var hit = row.textContent.toLowerCase().indexOf(word) >= 0;
      row.hidden = !hit;
      if (hit) shown += 1;
    });
    said.textContent = word ? shown + ' of ' + rows.length : '';
  });
})();
