//! Every colour can be distinguished from its background, light and dark.

const TOKENS: &str = include_str!("../../../../www/css/tokens.css");

/// Which of the two colours of a token it is.
type Side = usize;

const LIGHT: Side = 0;
const DARK: Side = 1;

/// What is written in a colour on another: at least 4.5 to 1 (WCAG 1.4.3).
const LETTERS: [(&str, &str); 9] = [
    ("ink", "paper"),
    ("ink", "panel"),
    ("ink", "block"),
    ("dim", "paper"),
    ("dim", "panel"),
    ("violation", "paper"),
    ("violation", "panel"),
    ("paper", "ink"),
    ("t0", "paper"),
];

/// What is drawn in a colour on another: at least 3 to 1 (WCAG 1.4.11).
const MARKS: [(&str, &str); 3] = [("line", "paper"), ("line", "panel"), ("focus", "paper")];

#[test]
fn letters_have_a_contrast_of_four_and_a_half_and_marks_of_three() {
    for side in [LIGHT, DARK] {
        for (front, back) in LETTERS {
            check(side, front, back, 4.5);
        }
        for (front, back) in MARKS {
            check(side, front, back, 3.0);
        }
        for term in 1..=8 {
            let (colour, pale) = (format!("t{term}"), format!("p{term}"));
            // A term is written on paper and panels, has its digit on it, and borders its pale companion.
            check(side, &colour, "paper", 4.5);
            check(side, &colour, "panel", 4.5);
            check(side, "ink", &pale, 4.5);
            check(side, &colour, &pale, 3.0);
        }
    }
}

#[test]
fn no_colour_of_a_term_is_near_the_colour_of_violations() {
    for side in [LIGHT, DARK] {
        let violation = colour(side, "violation");
        for term in 1..=8 {
            let colour = colour(side, &format!("t{term}"));
            let apart: f64 = (0..3)
                .map(|part| (colour[part] - violation[part]).abs())
                .sum();
            assert!(
                apart > 0.3,
                "t{term} is {apart} from the colour of violations"
            );
        }
    }
}

fn check(side: Side, front: &str, back: &str, least: f64) {
    let (a, b) = (
        luminance(colour(side, front)),
        luminance(colour(side, back)),
    );
    let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
    assert!(
        contrast >= least,
        "{front} on {back} has {contrast:.2} to 1"
    );
}

/// The red, green and blue of a token, of 1.
fn colour(side: Side, token: &str) -> [f64; 3] {
    let named = format!("--{token}: ");
    let mut lines = TOKENS
        .lines()
        .filter_map(|line| line.trim().strip_prefix(&*named));
    let value = lines.next().unwrap_or_else(|| panic!("no --{token}"));
    let both = value.split_once("light-dark(").map(|(_, both)| both);
    let both = both.unwrap_or_else(|| panic!("--{token} has no two sides"));
    let value = both.split([',', ')']).nth(side).unwrap_or_default();
    let value = value.trim().trim_start_matches('#');
    let wide: String = match value.len() {
        3 => value.chars().flat_map(|digit| [digit, digit]).collect(),
        _ => value.to_string(),
    };
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&wide[at..at + 2], 16).unwrap()) / 255.0)
}

fn luminance(colour: [f64; 3]) -> f64 {
    let [red, green, blue] = colour.map(|part| match part {
        part if part <= 0.040_45 => part / 12.92,
        part => ((part + 0.055) / 1.055).powf(2.4),
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}
