#compdef audience
# Completion of audience for zsh: the tool itself says what may stand at the cursor.
_audience() {
  local -a answer suffix candidates shown
  local line word note cut= tool=${(Q)words[1]}
  [[ $tool == '~/'* ]] && tool=$HOME/${tool#??}
  answer=("${(@f)$(command $tool __complete words "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
  [[ $answer[1] == *nospace* ]] && suffix=(-S '')
  [[ $answer[1] == *list* ]] && compset -P '*,' && cut='*,'
  for line in "${(@)answer[2,-1]}"; do
    word=${${line%%$'\t'*}##${~cut}} note=${line#*$'\t'}
    candidates+=("$word")
    shown+=("$word${note:+  -- $note}")
  done
  (($#candidates)) && compadd -V audience -l -d shown "${(@)suffix}" -a candidates
  [[ $answer[1] == *files* ]] && _files
}
if [[ $funcstack[1] == _audience ]]; then
  _audience "$@"
else
  compdef _audience audience
fi
