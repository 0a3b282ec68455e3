#!/bin/sh
# A scripted agent: does the work of the example workflow `visual-essay` without a model, the same every time.
#
# It does what any agent does: reads the packet on standard input, takes from it what the run is about and which files
# are asked for, and writes them. What it says about its own work counts for nothing; the contract judges the files.
# It knows one essay, `the-word-robot`. Put your own agent in its place with `--exec`.
set -eu

topic=the-word-robot

# The packet lists what is asked for as "- `path`: description" in a section of its own; of alternatives, which are
# indented, the first one is enough.
slug= outputs= section= alternative=
while IFS= read -r line || [ -n "$line" ]; do
    case $line in
        '## Required outputs') section=outputs outputs= alternative= ;;
        '## Parameters') section=parameters ;;
        '## '*) section= ;;
        '- slug: `'*'`') [ "$section" != parameters ] || slug=${line#*\`} slug=${slug%\`} ;;
        '- `'*'`'* | '  - `'*'`'*)
            [ "$section" = outputs ] || continue
            case $line in
                '  '*) [ -z "$alternative" ] || continue; alternative=taken ;;
            esac
            path=${line#*\`}
            outputs="$outputs${path%%\`*}
" ;;
    esac
done

if [ "$slug" != "$topic" ]; then
    echo "scripted-agent: I know the essay $topic and nothing about '$slug'" >&2
    exit 3
fi

intake() {
    cat <<'TEXT'
# Intake: the word robot

## Question

How did a Czech word for forced labour become the name of machines all over the world?

## In scope

- The word before the play: *robota*, the labour that serfs owed to their lords.
- The play that made it a name, and the brothers who chose it.
- How the word left the theatre: translation, film and television, the first machine on an assembly line.

## Out of scope

- Automata and artificial people before 1920.
- How robots work, and what they will do next.

## Readers and depth

Readers know no Czech and need no technical knowledge. Standard depth: every statement names a source.
TEXT
}

citations() {
    cat <<'TEXT'
# Citations

### Source S1: Karel Čapek, R.U.R. (Rossum's Universal Robots), translated by Paul Selver, 1923

- Address: https://www.gutenberg.org/ebooks/59112
- Good for: the play itself, and every quote from it.

### Source S2: Karel Čapek, About the word robot, Lidové noviny, 24 December 1933

- Address: http://capek.misto.cz/english/robot.html
- Good for: the author's own account of who found the word.

### Source S3: Ministry of Foreign Affairs of the Czech Republic, Robot celebrates 100 years

- Address: https://www.mzv.cz/yerevan/en/culture_and_education/robot_celebrates_100_years.html
- Good for: the first edition and the two first nights.

### Source S4: Producer's note to the Theatre Guild edition of R.U.R., 1923

- Address: https://blackbird-archive.vcu.edu/v21n2/gallery/r-u-r-commentary/producer_page.shtml
- Good for: the production in New York and how it was received.

### Source S5: Robot Patent, in Wikipedia

- Address: https://en.wikipedia.org/wiki/Robot_Patent
- Good for: *robota* as law, its abolition in 1789, its return in 1790 and its end in 1848.

### Source S6: R.U.R., in Wikipedia

- Address: https://en.wikipedia.org/wiki/R.U.R.
- Good for: how fast the play was translated.

### Source S7: George Devol, Programmed article transfer, US patent 2,988,237, 1961

- Address: https://patents.google.com/patent/US2988237A
- Good for: the machine on which the word settled.

### Source S8: University of New Haven, R.U.R. on stage and screen

- Address: https://unewhavendh.org/theaterarts_remoterepertory/?p=90
- Good for: the broadcast of 1938.
TEXT
}

synthesis() {
    cat <<'TEXT'
# Synthesis

1. The word is older than the thing. *Robota* was the labour that serfs owed; emperors regulated it, abolished it and
   brought it back before it ended in 1848 [S5].
2. The name came from a painter. Karel Čapek wrote that he had wanted to call his artificial workers *labori*, and that
   his brother Josef said *roboti* instead [S2].
3. The robots of the play are no machines. They are grown and assembled of living stuff, and cannot be told from people
   at first sight [S1].
4. The stage carried the word. Within two years of the first night it was spoken in New York [S4], and by 1923 the play
   had been translated into thirty languages [S6].
5. Metal came last. The machine that took the name on an assembly line was patented forty years after the play [S7].

## Where the sources disagree

The first night is 2 January 1921 in Hradec Králové, by amateurs who did not wait for Prague, or 25 January 1921 at the
National Theatre, which had planned it [S3]. The essay gives both.
TEXT
}

figures() {
    cat <<'TEXT'
# Figures

## Karel Čapek

Wrote the play, and said in public that the word was not his [S2].

## Josef Čapek

Painter. Found the word without looking up from his easel [S2], and made the cover of the first edition [S3].

## Paul Selver

Translated the play and left the word as it was, so that English took it over [S1].

## The serf

Nameless. Owed the labour that the word means [S5].

## George Devol

Patented the arm that could be taught a movement and repeat it [S7].
TEXT
}

quotes() {
    cat <<'TEXT'
# Quotes

All from the first stage direction and the first lines of *R.U.R.*, in Selver's translation [S1].

> CHEAP LABOR. ROSSUM'S ROBOTS.

A placard in the factory's office [S1].

> ROBOTS FOR THE TROPICS. 150 DOLLARS EACH.

A placard beside it [S1].

> EVERYONE SHOULD BUY HIS OWN ROBOT.

A third placard [S1].

> DO YOU WANT TO CHEAPEN YOUR OUTPUT? ORDER ROSSUM'S ROBOTS.

The fourth placard [S1].

> We do not accept any liability for goods damaged in transit.

The director of the factory dictates a letter: the first sentence that is spoken [S1].
TEXT
}

timeline() {
    cat <<'TEXT'
# Timeline

- **1789** Joseph II abolishes *robota*; his successor restores it a year later [S5].
- **1848** *Robota* ends in the Habsburg lands [S5].
- **1920** R.U.R. is published in Prague in November, with a cover by Josef Čapek [S3].
- **1921** First nights: Hradec Králové on 2 January, the National Theatre in Prague on 25 January [S3].
- **1922** The Theatre Guild plays R.U.R. in New York from 9 October [S4].
- **1933** Karel Čapek tells in a newspaper how his brother found the word [S2].
- **1938** The BBC broadcasts a version on 11 February, early science fiction on television [S8].
- **1961** George Devol's patent for a machine that can be taught movements is granted [S7].
TEXT
}

visuals() {
    cat <<'TEXT'
# Visuals

## Cover of the first edition, by Josef Čapek

- Where: the first edition of 1920 [S3].
- Rights: the artist died in 1945, so that his work is free where protection ends 70 years after death.

## Photographs of the Theatre Guild's production

- Where: plates in the edition of 1923 [S4].
- Rights: published in the United States in 1923 and free there; elsewhere to be cleared.

## Drawings of US patent 2,988,237

- Where: the patent's sheets [S7].
- Rights: drawings of a United States patent may be reproduced as a rule; the sheets carry no reservation.
TEXT
}

spec() {
    cat <<'TEXT'
# The word robot: specification

Built from the package in `research/`; numbers in brackets are those of `research/CITATIONS.md`.

## Layer 1: Thesis

A word for labour that people were forced to give became the name of machines that cannot refuse it. It holds because
each step has a date and a witness: the law [S5], the author [S2], the stage [S4], the patent [S7].

## Layer 2: Story

1. **The field.** A serf works on land that is not his. What changes: the reader learns the word *robota* [S5].
2. **The easel.** One brother asks, the other answers without putting down his brush. What changes: the word becomes a
   name [S2].
3. **The factory.** Four placards sell robots [S1]. What changes: the name becomes a product.
4. **The tour.** Hradec Králové, Prague, New York [S3] [S4]. What changes: the word leaves its language.
5. **The line.** An arm repeats a movement [S7]. What changes: the word has found its machine.

## Layer 3: Evidence

| scene | borne by |
|---|---|
| The field | [S5] |
| The easel | [S2] |
| The factory | [S1] |
| The tour | [S3], [S4], [S6] |
| The line | [S7] |

## Layer 4: Pictures

- The field: no picture, one line that grows with the days of labour.
- The easel: the cover of the first edition, uncovered stroke by stroke [S3].
- The factory: the four placards, set in the type of 1923, word for word [S1].
- The tour: photographs of the Theatre Guild's production [S4].
- The line: the first sheet of the patent [S7].

## Layer 5: Interaction

The reader drags one word through five scenes. In each it keeps its sound and changes its meaning, which is the thesis
felt instead of told. Nothing moves that the reader has not moved.

## Layer 6: Production

1. Texts and placards; done when every sentence has its source.
2. Pictures with their rights cleared; done when `research/VISUALS.md` has no open point.
3. The dragging of the word; done when it works with a keyboard alone.
TEXT
}

write() {
    mkdir -p "$(dirname "$1")"
    case ${1##*/} in
        INTAKE.md | INTAKE-APPROVAL.md) intake ;;
        CITATIONS.md) citations ;;
        SYNTHESIS.md) synthesis ;;
        FIGURES.md) figures ;;
        QUOTES.md) quotes ;;
        TIMELINE.md) timeline ;;
        VISUALS.md) visuals ;;
        SPEC.md) spec ;;
        *) echo "scripted-agent: I do not know how to write $1" >&2; return 1 ;;
    esac >"$1"
    echo "wrote $1"
}

# A file that it cannot write is left out; the contract will say so.
left_out=0
old_ifs=$IFS
IFS='
'
for path in $outputs; do
    IFS=$old_ifs
    case $path in
        /* | ../* | */../*) echo "scripted-agent: $path leads out of the repository" >&2; left_out=1 ;;
        *) write "$path" || left_out=1 ;;
    esac
done
exit "$left_out"
