//! As much of JSON as one line of the protocol needs.

#[derive(Debug, PartialEq)]
pub enum Json {
    /// true, false, null and numbers, as they stand.
    Plain(String),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub fn parse(line: &str) -> Option<Json> {
        let mut parser = Parser { rest: line };
        let value = parser.value(0)?;
        parser.skip_blanks();
        if parser.rest.is_empty() {
            Some(value)
        } else {
            None
        }
    }

    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a member; empty if there is none.
    pub fn text(&self, key: &str) -> &str {
        match self.get(key) {
            Some(Json::Text(text) | Json::Plain(text)) => text,
            _ => "",
        }
    }

    /// A member that is a number, or a text of `0x` and digits; 0 if there is none.
    pub fn number(&self, key: &str) -> u64 {
        let text = self.text(key);
        let parsed = text.strip_prefix("0x").map_or_else(|| text.parse(), |digits| u64::from_str_radix(digits, 16));
        parsed.unwrap_or(0)
    }

    /// A member that is bytes, two digits each; empty if there is none.
    pub fn bytes(&self, key: &str) -> Vec<u8> {
        let digits: Vec<u8> = self.text(key).bytes().map(|digit| (digit as char).to_digit(16).unwrap_or(0) as u8).collect();
        digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, character: char) -> bool {
        self.skip_blanks();
        match self.rest.strip_prefix(character) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self, depth: u32) -> Option<Json> {
        if depth > 32 {
            return None;
        }
        if self.take('{') {
            let mut members = Vec::new();
            self.list('}', |parser| {
                if !parser.take('"') {
                    return None;
                }
                let key = parser.string()?;
                if !parser.take(':') {
                    return None;
                }
                members.push((key, parser.value(depth + 1)?));
                Some(())
            })?;
            return Some(Json::Object(members));
        }
        if self.take('[') {
            let mut items = Vec::new();
            self.list(']', |parser| {
                items.push(parser.value(depth + 1)?);
                Some(())
            })?;
            return Some(Json::Array(items));
        }
        if self.take('"') {
            return self.string().map(Json::Text);
        }
        let end = self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c))).unwrap_or(self.rest.len());
        let (plain, rest) = self.rest.split_at(end);
        self.rest = rest;
        if plain.is_empty() {
            None
        } else {
            Some(Json::Plain(plain.to_owned()))
        }
    }

    fn list(&mut self, end: char, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        if self.take(end) {
            return Some(());
        }
        loop {
            item(self)?;
            if self.take(end) {
                return Some(());
            }
            if !self.take(',') {
                return None;
            }
        }
    }

    /// What stands before the next quote, without escapes.
    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        let mut characters = self.rest.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return Some(text);
                }
                '\\' => match characters.next()?.1 {
                    'u' => {
                        let digits: String = (0..4).filter_map(|_| characters.next()).map(|(_, digit)| digit).collect();
                        let code = u32::from_str_radix(&digits, 16).ok()?;
                        // The halves of a code point above FFFFh have no character of their own; nothing here looks at them.
                        text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                    }
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'r' => text.push('\r'),
                    'b' => text.push('\u{8}'),
                    'f' => text.push('\u{c}'),
                    other => text.push(other),
                },
                other => text.push(other),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_protocol_sends() {
        let line = r#" {"cmd":"run","seq":4294967295,"operations":[{"op":"load","bytes":"00ff"},{}],"id":"a\"\u00e9\\"} "#;
        let request = Json::parse(line).unwrap();
        assert_eq!(request.number("seq"), 4294967295);
        assert_eq!(request.text("id"), "a\"\u{e9}\\");
        match request.get("operations") {
            Some(Json::Array(operations)) => {
                assert_eq!(operations[0].bytes("bytes"), [0, 255]);
                assert_eq!(operations[1], Json::Object(vec![]));
            }
            other => panic!("expected an array, found {other:?}"),
        }
    }

    #[test]
    fn refuses_what_is_no_json() {
        for line in ["", "{", "{\"a\"}", "[1,]", "\"a", "{} {}"] {
            assert_eq!(Json::parse(line), None, "{line}");
        }
    }
}
