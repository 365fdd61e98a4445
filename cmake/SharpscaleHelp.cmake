# SPDX-License-Identifier: Apache-2.0
# The manual page and completions of the program, made by the program itself from its command table.
set(help_dir ${PROJECT_BINARY_DIR}/help)
file(MAKE_DIRECTORY ${help_dir})
set(help_files)
foreach(form IN ITEMS "man sharpscale.1" "bash sharpscale" "zsh _sharpscale" "fish sharpscale.fish")
  separate_arguments(form)
  list(GET form 0 kind)
  list(GET form 1 name)
  add_custom_command(
    OUTPUT ${help_dir}/${name}
    COMMAND sharpscale_cli docs ${kind} > ${help_dir}/${name}
    DEPENDS sharpscale_cli
    COMMENT "Help: ${name}"
    VERBATIM)
  list(APPEND help_files ${help_dir}/${name})
endforeach()
find_program(SHARPSCALE_GZIP gzip REQUIRED)
add_custom_command(
  OUTPUT ${help_dir}/sharpscale.1.gz
  COMMAND ${SHARPSCALE_GZIP} -9nkf ${help_dir}/sharpscale.1
  DEPENDS ${help_dir}/sharpscale.1
  COMMENT "Help: sharpscale.1.gz"
  VERBATIM)
add_custom_target(sharpscale_help ALL DEPENDS ${help_files} ${help_dir}/sharpscale.1.gz)

install(FILES ${help_dir}/sharpscale.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${help_dir}/sharpscale
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${help_dir}/_sharpscale
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${help_dir}/sharpscale.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
