# Turns a terminal's screen with its colours into an SVG that is legible on light and on dark pages.
function escaped(text) {
    gsub(/&/, "\\&amp;", text)
    gsub(/</, "\\&lt;", text)
    gsub(/>/, "\\&gt;", text)
    return text
}

# Tells what a sequence of "select graphic rendition" codes changes.
function select_rendition(codes, list, n, i) {
    n = split(codes, list, ";")
    if (n == 0) bold = faint = colour = ""
    for (i = 1; i <= n; i++) {
        if (list[i] == 0) bold = faint = colour = ""
        else if (list[i] == 1) bold = "b "
        else if (list[i] == 2) faint = "f "
        else if (list[i] == 22) bold = faint = ""
        else if (list[i] == 39) colour = ""
        else if (list[i] in name) colour = name[list[i]] " "
    }
}

function piece(text, class) {
    if (text == "") return ""
    class = bold faint colour
    sub(/ $/, "", class)
    text = escaped(text)
    return class == "" ? text : "<tspan class=\"" class "\">" text "</tspan>"
}

BEGIN {
    name[31] = name[91] = "r"; name[32] = name[92] = "g"; name[33] = name[93] = "y"; name[36] = name[96] = "c"
    line_height = 18
}

{
    out = ""
    rest = $0
    while (match(rest, /\033\[[0-9;]*m/)) {
        out = out piece(substr(rest, 1, RSTART - 1))
        select_rendition(substr(rest, RSTART + 2, RLENGTH - 3))
        rest = substr(rest, RSTART + RLENGTH)
    }
    lines[NR] = out piece(rest)
    # The prompt that waits for more is no part of the session.
    if (lines[NR] != "" && lines[NR] != "$") last = NR
}

END {
    width = columns * 7.83 + 32
    height = last * line_height + 32
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n", width, height, width, height, title
    print "<style>"
    print "rect { fill: #fbfbfa; stroke: #d0d0cc; } text { fill: #24292f; font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }"
    print ".b { font-weight: 700; } .f { fill: #6e7781; } .r { fill: #b3202c; } .g { fill: #1a7f37; } .y { fill: #8a5a00; } .c { fill: #0a6c74; }"
    print "@media (prefers-color-scheme: dark) { rect { fill: #161b22; stroke: #30363d; } text { fill: #e6edf3; } .f { fill: #8d96a0; } .r { fill: #ff7b72; } .g { fill: #56d364; } .y { fill: #e3b341; } .c { fill: #56d4dd; } }"
    print "</style>"
    printf "<rect x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"8\"/>\n", width - 1, height - 1
    for (i = 1; i <= last; i++)
        if (lines[i] != "")
            printf "<text x=\"16\" y=\"%d\" xml:space=\"preserve\">%s</text>\n", 16 + i * line_height - 4, lines[i]
    print "</svg>"
}
