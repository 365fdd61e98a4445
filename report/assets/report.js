// SPDX-License-Identifier: Apache-2.0
// The page tells everything without this script; it adds the divider and the flick.
(function () {
  'use strict';
  var compare = document.querySelector('.compare:not(.single)');
  if (!compare) return;
  var range = compare.querySelector('input[type=range]');
  var button = compare.querySelector('button.flick');
  var said = compare.querySelector('[role=status]');
  var state = 'split';

  function moveTo(percent) {
    var value = Math.max(0, Math.min(100, percent));
    range.value = String(value);
    compare.style.setProperty('--split', value + '%');
    range.setAttribute('aria-valuetext', Math.round(value) + ' % source, ' + Math.round(100 - value) + ' % result');
    show('split');
  }
  function show(next) {
    state = next;
    compare.classList.toggle('flick-source', state === 'source');
    compare.classList.toggle('flick-result', state === 'result');
    if (said) said.textContent = state === 'split' ? '' : state === 'source' ? 'Source shown' : 'Result shown';
  }
  function flick() { show(state === 'source' ? 'result' : 'source'); }

  range.addEventListener('input', function () { moveTo(Number(range.value)); });
  if (button) button.addEventListener('click', flick);
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    var tag = event.target && event.target.tagName;
    if (event.key === 'f' || event.key === 'F') { flick(); event.preventDefault(); return; }
    if (event.key === 'Escape') { show('split'); return; }
    // Arrows belong to the control that has the focus (map buttons, the divider itself).
    if (tag === 'INPUT' || tag === 'SUMMARY' || tag === 'BUTTON') return;
    if (event.key === 'ArrowLeft') moveTo(Number(range.value) - (event.shiftKey ? 10 : 2));
    else if (event.key === 'ArrowRight') moveTo(Number(range.value) + (event.shiftKey ? 10 : 2));
    else return;
    event.preventDefault();
  });
  moveTo(50);
})();
