//! Letters that look alike: two texts that differ only in which of them they take look the same to a reader.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What looks like a Latin letter, with accents or without, by that letter.
const ALIKE: &[(char, &str)] = &[
    ('A', "АΑᎪÀÁÂÃÄÅĀĂĄǍǞǠǺȀȂȦḀẠẢẤẦẨẪẬẮẰẲẴẶÅ"),
    ('a', "аα⍺ɑàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ"),
    ('B', "ВΒᏴḂḄḆℬ"),
    ('b', "вЬьƄβḃḅḇ"),
    ('C', "СϹᏟÇĆĈĊČḈℂℭ"),
    ('c', "сϲᴄçćĉċčḉ"),
    ('D', "ᎠĎḊḌḎḐḒⅅĐ"),
    ('d', "ԁɗďḋḍḏḑḓⅆđ"),
    ('E', "ЕΕᎬÈÉÊËĒĔĖĘĚȄȆȨḔḖḘḚḜẸẺẼẾỀỂỄỆℰ"),
    ('e', "еєεҽèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệℯⅇ"),
    ('F', "ϜḞℱ"),
    ('f', "ƒſḟ"),
    ('G', "ԌᏀĜĞĠĢǦǴḠ"),
    ('g', "ɡցĝğġģǧǵḡℊ"),
    ('H', "НΗᎻĤȞḢḤḦḨḪℋℌℍĦ"),
    ('h', "һհнĥȟḣḥḧḩḫẖℎħ"),
    ('I', "ІΙӀÌÍÎÏĨĪĬĮİǏȈȊḬḮỈỊℐℑ"),
    ('i', "іιıɩӏìíîïĩīĭįǐȉȋḭḯỉịℹⅈ"),
    ('J', "ЈᎫĴ"),
    ('j', "јϳĵǰⅉ"),
    ('K', "КΚᏦĶǨḰḲḴK"),
    ('k', "кκķǩḱḳḵ"),
    ('L', "ᏞĹĻĽḶḸḺḼℒŁ"),
    ('l', "ǀĺļľḷḹḻḽℓł"),
    ('M', "МΜᎷḾṀṂℳ"),
    ('m', "мᴍḿṁṃ"),
    ('N', "ΝÑŃŅŇǸṄṆṈṊℕ"),
    ('n', "пηոñńņňǹṅṇṉṋ"),
    ('O', "ОΟՕÒÓÔÕÖŌŎŐƠǑǪǬȌȎȪȬȮȰṌṎṐṒỌỎỐỒỔỖỘỚỜỞỠỢØ"),
    ('o', "оοσօᴏòóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợℴø"),
    ('P', "РΡᏢṔṖℙ"),
    ('p', "рρṕṗ"),
    ('Q', "Ԛℚ"),
    ('q', "ԛգ"),
    ('R', "ŔŖŘȐȒṘṚṜṞℛℜℝ"),
    ('r', "гᴦŕŗřȑȓṙṛṝṟ"),
    ('S', "ЅᏚŚŜŞŠȘṠṢṤṦṨ"),
    ('s', "ѕꜱśŝşšșṡṣṥṧṩẛ"),
    ('T', "ТΤᎢŢŤȚṪṬṮṰŦ"),
    ('t', "тτţťțṫṭṯṱẗŧ"),
    ('U', "ՍÙÚÛÜŨŪŬŮŰŲƯǓǕǗǙǛȔȖṲṴṶṸṺỤỦỨỪỬỮỰ"),
    ('u', "υսᴜùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
    ('V', "ѴᏙṼṾ"),
    ('v', "ѵνᴠṽṿ"),
    ('W', "ԜᏔŴẀẂẄẆẈ"),
    ('w', "ԝωѡᴡŵẁẃẅẇẉẘ"),
    ('X', "ХΧẊẌ"),
    ('x', "хχẋẍ"),
    ('Y', "УΥҮÝŶŸȲẎỲỴỶỸ"),
    ('y', "уγүýÿŷȳẏẙỳỵỷỹ"),
    ('Z', "ΖᏃŹŻŽẐẒẔℤℨ"),
    ('z', "ᴢζźżžẑẓẕ"),
];

static LETTERS: LazyLock<HashMap<char, char>> =
    LazyLock::new(|| ALIKE.iter().flat_map(|(letter, alike)| alike.chars().map(|c| (c, *letter))).collect());

/// The Latin letter, digit or sign that `c` looks like; `c` itself where it looks like none. Case stays.
pub fn plain(c: char) -> char {
    let at = |first: char, from: u32| char::from_u32(c as u32 - from + first as u32).unwrap_or(c);
    let letter = |nth: u32| if nth < 26 { at('A', c as u32 - nth) } else { at('a', c as u32 - nth + 26) };
    match c {
        '\0'..='\u{7f}' => c,
        // Of full width; a backtick stays, because it marks up nothing.
        '\u{ff01}'..='\u{ff3f}' | '\u{ff41}'..='\u{ff5e}' => at('!', 0xff01),
        // Of mathematics: alphabets of 52 letters, then of 10 digits.
        '\u{1d400}'..='\u{1d6a3}' => letter((c as u32 - 0x1d400) % 52),
        '\u{1d7ce}'..='\u{1d7ff}' => at('0', c as u32 - (c as u32 - 0x1d7ce) % 10),
        // In circles and squares.
        '\u{24b6}'..='\u{24e9}' => letter(c as u32 - 0x24b6),
        '\u{1f110}'..='\u{1f129}' => at('A', 0x1f110),
        '\u{1f130}'..='\u{1f149}' => at('A', 0x1f130),
        '\u{1f150}'..='\u{1f169}' => at('A', 0x1f150),
        '\u{1f170}'..='\u{1f189}' => at('A', 0x1f170),
        _ => LETTERS.get(&c).copied().unwrap_or(c),
    }
}

/// Whether a reader takes two names for one: they differ only in letters that look alike.
pub fn looks_like(one: &str, other: &str) -> bool {
    one == other || one.chars().map(plain).eq(other.chars().map(plain))
}

/// Whether a word of `name` mixes Latin letters with letters of another script that look like Latin ones: nobody's name is written so.
pub fn mixes_scripts(name: &str) -> bool {
    let is_latin =
        |c: char| c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
    let is_disguised = |c: char| c.is_alphabetic() && !is_latin(c) && plain(c).is_ascii_alphabetic();
    let mixes = |word: &str| word.chars().any(is_latin) && word.chars().any(is_disguised);
    name.split(|c: char| !c.is_alphanumeric()).any(mixes)
}

/// What `word` is compared by: its letters and digits in lower case, those that look alike as one.
pub fn key(word: &str) -> String {
    let alike = |c: char| match c {
        'i' | '1' => 'l',
        '0' => 'o',
        _ => c,
    };
    word.chars().filter(|c| c.is_alphanumeric()).map(plain).flat_map(char::to_lowercase).map(alike).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_look_alike_are_one() {
        for word in [
            "Goal",
            "GOAL",
            "Gоаl",
            "Ｇｏａｌ",
            "𝐆𝐨𝐚𝐥",
            "𝙶𝚘𝚊𝚕",
            "Ⓖⓞⓐⓛ",
            "Goa1",
            "G0al",
            "GoaI",
            "gòál",
            "🅶🅾🅰🅻",
        ] {
            assert_eq!(key(word), "goal", "{word}");
        }
        assert_eq!(key("Ｔ－1２"), "tl2");
        let plain_of = |text: &str| text.chars().map(plain).collect::<String>();
        assert_eq!(plain_of("ＴＥＸＴ：［ｘ］｀"), "TEXT:[x]｀");
        assert_eq!(plain_of("ТЕXТ 𝟘𝟿"), "TEXT 09");
    }

    #[test]
    fn a_name_in_letters_of_several_scripts_is_told() {
        for name in [
            "\u{410}da",
            "Gr\u{430}\u{441}e Hopper",
            "\u{391}lan",
            "Bob Ann\u{13a0}",
            "ad\u{251}",
            "\u{ff45}ve",
        ] {
            assert!(mixes_scripts(name), "{name}");
        }
        for name in [
            "Ada",
            "José Müller",
            "Ольга",
            "Ολγα",
            "Ольга Smith",
            "山田 Taro",
            "Łukasz",
            "Ayşe",
            "Ø",
            "O’Neil",
        ] {
            assert!(!mixes_scripts(name), "{name}");
        }
        assert!(
            looks_like("\u{410}da", "Ada")
                && looks_like("\u{410}\u{434}\u{430}", "Ада")
                && !looks_like("Ada", "Eda")
        );
    }

    #[test]
    fn other_writing_stays_apart() {
        for (one, other) in [("Вода", "вода"), ("ВОДА", "вода")] {
            assert_eq!(key(one), key(other));
        }
        for (one, other) in
            [("вода", "воды"), ("目的", "目标"), ("goal", "coal"), ("größe", "grosse"), ("לוח", "לוה")]
        {
            assert_ne!(key(one), key(other));
        }
    }
}
