# Fails if an object file defines a symbol for others outside its instruction set's namespace.
execute_process(COMMAND ${NM} --demangle --defined-only --extern-only ${OBJECT}
                OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" lines "${symbols}")
if(NOT symbols MATCHES "trainopt::${ISA}::kernels")
  message(FATAL_ERROR "the kernels of ${ISA} are not in ${OBJECT}")
endif()
foreach(line ${lines})
  if(NOT line MATCHES "trainopt::${ISA}::")
    message(FATAL_ERROR "shared between instruction sets: ${line}")
  endif()
endforeach()
