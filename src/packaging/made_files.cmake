# Runs while the program is installed, with what CMakeLists.txt sets before it.

# install_compressed(FILE FOLDER NAME): as FOLDER/NAME.gz, the same bytes of the same file.
function(install_compressed file folder name)
  execute_process(COMMAND ${gzip} -9nc ${file} OUTPUT_FILE ${made}/${name}.gz COMMAND_ERROR_IS_FATAL ANY)
  file(INSTALL ${made}/${name}.gz DESTINATION ${folder})
  set(CMAKE_INSTALL_MANIFEST_FILES ${CMAKE_INSTALL_MANIFEST_FILES} PARENT_SCOPE)
endfunction()

foreach(section 1 5)
  file(GLOB pages ${sources}/man/*.${section})
  foreach(page IN LISTS pages)
    cmake_path(GET page FILENAME name)
    install_compressed(${page} ${manual}/man${section} ${name})
  endforeach()
endforeach()
install_compressed(${made}/changelog ${documents} changelog.Debian)
install_compressed(${sources}/CHANGELOG.md ${documents} changelog)

foreach(place bash:bash-completion/completions/audience zsh:zsh/vendor-completions/_audience
              fish:fish/vendor_completions.d/audience.fish)
  string(REPLACE ":" ";" place ${place})
  list(POP_FRONT place shell)
  cmake_path(GET place PARENT_PATH folder)
  cmake_path(GET place FILENAME name)
  execute_process(COMMAND ${program} completion ${shell} OUTPUT_VARIABLE script RESULT_VARIABLE fault ERROR_QUIET)
  if(fault EQUAL 0)
    file(WRITE ${made}/${shell}/${name} "${script}")
    file(INSTALL ${made}/${shell}/${name} DESTINATION ${CMAKE_INSTALL_PREFIX}/share/${folder})
  endif()
endforeach()
