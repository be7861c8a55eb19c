//! The one command that people and CI both run: `cargo xtask serve`, `test`, `dist`, `bench`, `pictures`, `poster`, `soak`, `mutants`.

mod bench;
mod dist;
mod mutants;
mod pictures;
mod process;
mod serve;
mod setup;
mod soak;
mod test;
mod tidy;

use std::ffi::OsStr;
use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::prelude::*;

use dist::{Publish, Shown};
use mutants::{Choice, Shard};
use pictures::Poster;

const USAGE: &str = "\
Usage: cargo xtask <command>

  serve [--port 8080] [--open]   serve the page on this machine, rebuilding on change
  test [part [filter]]           run all tests or one part; filter: a piece of a test's name
                                 parts: fmt tidy clippy native doc wasm dist e2e firefox
  tidy                           check the repository's own style
  dist [--hashed] [--versioned] [--compressed] [--npm] [--single [script]]
                                 build the static site into dist/ and print its sizes
                                 --hashed: files named by what is in them (names.json says how), to be kept for ever;
                                 --versioned: in a folder called as the version; --compressed: a .gz and a .br beside each;
                                 --npm: also as a package, in dist-npm/;
                                 --single: also as one file that opens from a disk; one that plays this script, lesson or
                                 named scenario
  bench [page] [--json]          measure the core, natively and as WebAssembly built like the page's; or the page, in Chromium
  pictures                       save the pictures in docs/pictures from the page, which is built if it is not there
  poster [script] [--at leader] [--seed N] [--servers N] [--output FILE]
                                 save a picture of a moment as SVG, for the attribute poster; script: a script, a lesson or
                                 a named scenario; --at: a time (250ms), a mark of the script (mark \"name\") or a condition
  soak [--seeds 1000] [row]      play the course's lab with many seeds; row: a piece of a test's name
  mutants [crate] [which]        alter the core (raft, record, sim or script) in one place after the other, and list
                                 what no test notices; hours, but it can be stopped and goes on where it was
                                 which: --shard I/N, one part of all; --since COMMIT, in what has changed;
                                 --sample N [--seed S], drawn from those never tried; --missed, those missed last time

Each command installs what it needs and lacks, once, and says so.";

/// What was asked for on the command line.
enum Command {
    Help,
    Serve {
        port: u16,
        open: bool,
    },
    Test {
        part: Option<String>,
        filter: Option<String>,
    },
    Tidy,
    Dist(Publish),
    Bench {
        page: bool,
        json: bool,
    },
    Mutants {
        package: Option<String>,
        choice: Choice,
    },
    Pictures,
    Poster(Poster),
    Soak {
        seeds: u64,
        row: Option<String>,
    },
}

fn main() -> ExitCode {
    match parse(lexopt::Parser::from_env()).and_then(perform) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(command: Command) -> Result<()> {
    match command {
        Command::Help => println!("{USAGE}"),
        Command::Serve { port, open } => serve::serve(port, open)?,
        Command::Test { part, filter } => test::test(part.as_deref(), filter.as_deref())?,
        Command::Tidy => tidy()?,
        Command::Dist(wishes) => dist::dist(&wishes)?,
        Command::Bench { page: false, json } => bench::core(json)?,
        Command::Bench { page: true, json } => bench::page(json)?,
        Command::Pictures => pictures::pictures()?,
        Command::Poster(poster) => pictures::poster(&poster)?,
        Command::Soak { seeds, row } => soak::soak(seeds, row.as_deref())?,
        Command::Mutants { package, choice } => mutants::mutants(package.as_deref(), &choice)?,
    }
    Ok(())
}

fn tidy() -> Result<()> {
    let tally = tidy::tidy()?;
    if tally.failed > 0 {
        bail!("{} of the repository's rules are broken", tally.failed);
    }
    println!("all {} rules of the repository hold", tally.passed);
    Ok(())
}

fn parse(mut words: lexopt::Parser) -> Result<Command> {
    let mut command = match words.next()? {
        None | Some(Short('h') | Long("help")) => return Ok(Command::Help),
        Some(Value(name)) => command(&name)?,
        Some(other) => return Err(other.unexpected().into()),
    };
    while let Some(word) = words.next()? {
        match (&mut command, word) {
            (_, Short('h') | Long("help")) => return Ok(Command::Help),
            (Command::Serve { port: asked, .. }, Long("port")) => *asked = port(&words.value()?)?,
            (Command::Serve { open, .. }, Long("open")) => *open = true,
            (Command::Test { part, .. }, Value(name)) if part.is_none() => {
                *part = Some(name.string()?);
            }
            (Command::Test { filter, .. }, Value(name)) if filter.is_none() => {
                *filter = Some(name.string()?);
            }
            (Command::Soak { seeds, .. }, Long("seeds")) => *seeds = number(&words.value()?)?,
            (Command::Soak { row, .. }, Value(name)) if row.is_none() => {
                *row = Some(name.string()?);
            }
            (Command::Dist(wishes), Long("hashed")) => wishes.hashed = true,
            (Command::Dist(wishes), Long("versioned")) => wishes.versioned = true,
            (Command::Dist(wishes), Long("compressed")) => wishes.compressed = true,
            (Command::Dist(wishes), Long("npm")) => wishes.npm = true,
            (Command::Dist(wishes), Long("single")) => wishes.single = Some(Shown::Site),
            (Command::Dist(wishes), Value(path)) if wishes.single == Some(Shown::Site) => {
                wishes.single = Some(Shown::Script(path.into()));
            }
            (Command::Poster(poster), Value(script)) if poster.script.is_none() => {
                poster.script = Some(script.into());
            }
            (Command::Poster(poster), Long("at")) => poster.at = Some(words.value()?.string()?),
            (Command::Poster(poster), Long("seed")) => {
                poster.seed = Some(words.value()?.string()?);
            }
            (Command::Poster(poster), Long("servers")) => {
                poster.servers = Some(words.value()?.string()?);
            }
            (Command::Poster(poster), Long("output")) => {
                poster.output = Some(words.value()?.into());
            }
            (Command::Bench { page, .. }, Value(name)) if name == "page" => *page = true,
            (Command::Bench { json, .. }, Long("json")) => *json = true,
            (Command::Mutants { package, .. }, Value(name)) if package.is_none() => {
                *package = Some(crate_name(name.string()?)?);
            }
            (
                Command::Mutants {
                    choice: Choice::Sample { seed, .. },
                    ..
                },
                Long("seed"),
            ) => *seed = words.value()?.parse()?,
            (Command::Mutants { choice, .. }, Long(which)) if *choice == Choice::WHOLE => {
                *choice = match which {
                    "shard" => Choice::Part(Shard::parse(&words.value()?.string()?)?),
                    "since" => Choice::Since(words.value()?.string()?),
                    "sample" => Choice::Sample {
                        count: words.value()?.parse()?,
                        seed: 0,
                    },
                    "missed" => Choice::Missed,
                    _ => return Err(Long(which).unexpected().into()),
                };
            }
            (_, word) => return Err(word.unexpected().into()),
        }
    }
    Ok(command)
}

/// The command of this name, before its options are read.
fn command(name: &OsStr) -> Result<Command> {
    Ok(match name.to_str() {
        Some("help") => Command::Help,
        Some("serve") => Command::Serve {
            port: 8080,
            open: false,
        },
        Some("test") => Command::Test {
            part: None,
            filter: None,
        },
        Some("tidy") => Command::Tidy,
        Some("dist") => Command::Dist(Publish::default()),
        Some("bench") => Command::Bench {
            page: false,
            json: false,
        },
        Some("pictures") => Command::Pictures,
        Some("poster") => Command::Poster(Poster::default()),
        Some("mutants") => Command::Mutants {
            package: None,
            choice: Choice::WHOLE,
        },
        Some("soak") => Command::Soak {
            seeds: 1_000,
            row: None,
        },
        _ => bail!("there is no command {name:?}\n\n{USAGE}"),
    })
}

fn crate_name(word: String) -> Result<String> {
    if !mutants::CRATES.contains(&word.as_str()) {
        bail!("mutants takes one of {:?}, not {word:?}", mutants::CRATES);
    }
    Ok(word)
}

fn port(word: &OsStr) -> Result<u16> {
    let number = word.to_str().and_then(|word| word.parse().ok());
    match number {
        Some(0) | None => bail!("--port takes a number from 1 to 65535, not {word:?}"),
        Some(port) => Ok(port),
    }
}

fn number(word: &OsStr) -> Result<u64> {
    let number = word.to_str().and_then(|word| word.parse().ok());
    match number {
        Some(0) | None => bail!("--seeds takes a whole number from 1 on, not {word:?}"),
        Some(number) => Ok(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn single(words: &[&str]) -> Option<Shown> {
        match parse(lexopt::Parser::from_args(words)).ok()? {
            Command::Dist(wishes) => wishes.single,
            _ => None,
        }
    }

    #[test]
    fn a_page_by_itself_shows_the_site_or_one_script() {
        assert_eq!(single(&["dist", "--single"]), Some(Shown::Site));
        let script = Some(Shown::Script("one.md".into()));
        assert_eq!(single(&["dist", "--single", "one.md", "--npm"]), script);
        assert_eq!(single(&["dist", "one.md"]), None);
        assert_eq!(single(&["dist", "--single", "one.md", "two.md"]), None);
    }

    fn choice(words: &[&str]) -> Option<Choice> {
        let words = ["mutants"].iter().chain(words);
        match parse(lexopt::Parser::from_args(words)).ok()? {
            Command::Mutants { choice, .. } => Some(choice),
            _ => None,
        }
    }

    #[test]
    fn which_mutants_are_tried_is_one_choice() {
        assert_eq!(choice(&["sim"]), Some(Choice::WHOLE));
        assert_eq!(
            choice(&["sim", "--sample", "300", "--seed", "7"]),
            Some(Choice::Sample {
                count: 300,
                seed: 7
            })
        );
        assert_eq!(
            choice(&["--since", "HEAD~3"]),
            Some(Choice::Since("HEAD~3".to_owned()))
        );
        assert_eq!(choice(&["--missed"]), Some(Choice::Missed));
        for wrong in [
            &["--sample", "few"][..],
            &["--seed", "7"],
            &["--missed", "--sample", "3"],
            &["hunt"],
        ] {
            assert_eq!(choice(wrong), None, "{wrong:?}");
        }
    }
}
