# Completion of audience for fish: the tool itself says what may stand at the cursor.
function __audience_complete
    set -l words (commandline -opc)
    set -l token (commandline -ct)
    set -l typed $token
    if string match -qr '^["\']' -- $token
        set typed (string sub -s 2 -- $token)
    else if string match -q '*\\\\*' -- $token
        set typed (string unescape -- $token)
    end
    set -l answer (command $words[1] __complete words $words[2..-1] "$typed" 2>/dev/null)
    test (count $answer) -gt 1; and printf '%s\n' $answer[2..-1]
    string match -q '*files*' -- $answer[1]; and __fish_complete_path $token
end
complete -c audience -f -a '(__audience_complete)'
