//! What the reader did, said to the reader. The story speaks of an action in words that hold for a script as well.

/// Verbs that a sentence about an action has beside those in the passive: how they stand there, and how behind “You”, before and
/// behind what the action was done to.
const VERBS: [(&str, &str, &str); 7] = [
    (" crashed", "crashed", ""),
    (" restarted", "restarted", ""),
    (" paused", "paused", ""),
    (" resumed", "resumed", ""),
    (" stalled", "stalled", ""),
    (" ran out early", "let", " run out early"),
    (" are held", "hold", ""),
];

/// `You crashed S1; …` of `S1 crashed; …`, and `You cut the link …` of `The link … was cut`. What names no such verb stays.
pub(crate) fn yours(sentence: &str) -> String {
    let passive = [" was ", " were "]
        .iter()
        .find_map(|verb| sentence.split_once(verb));
    let active = || {
        VERBS.iter().find_map(|(verb, before, behind)| {
            let (subject, rest) = sentence.split_once(verb)?;
            Some(join(before, subject, behind, rest))
        })
    };
    match passive.filter(|(subject, _)| !subject.contains(['.', ':', ';'])) {
        Some((subject, rest)) => {
            let end = rest.find([' ', '.', ':', ';', ',']).unwrap_or(rest.len());
            let (verb, rest) = rest.split_at(end);
            let verb = if verb == "given" { "gave" } else { verb };
            join(verb, subject, "", rest)
        }
        None => active().unwrap_or_else(|| sentence.to_owned()),
    }
}

fn join(verb: &str, subject: &str, behind: &str, rest: &str) -> String {
    let subject = subject.trim_end_matches(',');
    let lower = ["The ", "A "]
        .iter()
        .find(|article| subject.starts_with(**article));
    let (article, subject) = subject.split_at(lower.map_or(0, |article| article.len()));
    let article = article.to_ascii_lowercase();
    ["You ", verb, " ", &article, subject, behind, rest].concat()
}
