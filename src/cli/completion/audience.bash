# Completion of audience for bash 4.4 or later: the tool itself says what may stand at the cursor.
_audience() {
  local tool=$1 answer words file
  [[ $tool == '~/'* ]] && tool=$HOME/${tool:2}
  mapfile -t answer < <(command "$tool" __complete bash "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
  words=("${answer[@]:1}")
  COMPREPLY=("${words[@]}")
  [[ ${answer[0]} == *nospace* ]] && compopt -o nospace
  if [[ ${answer[0]} == *files* ]]; then
    if ((${#words[@]} == 0)); then
      compopt -o bashdefault -o default  # readline's own, which knows quotes and ~
    elif [[ $2 != *[\'\"\\]* ]]; then
      while IFS= read -r file; do
        if [[ -d $file ]]; then
          compopt -o nospace
          file+=/
        fi
        COMPREPLY+=("$(printf %q "$file")")
      done < <(compgen -f -- "$2")
    fi
  fi
}
complete -F _audience audience
