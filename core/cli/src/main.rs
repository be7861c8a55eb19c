//! The `raftscape` command: Raft runs on the command line, without a page.

mod check;
mod conditions;
mod input;
mod link;
mod output;
mod printer;
mod recordings;
mod run;
mod schema;
mod scripts;
mod source;
mod swarm;
mod test;
#[cfg(test)]
mod tests;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Raft clusters on the command line: the same runs as on the page, as text.
#[derive(Parser)]
#[command(name = "raftscape", version, after_help = EXIT_CODES, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run a script, a recording or a link and print what happens
    #[command(after_help = run::EXAMPLES)]
    Run(run::Run),
    /// Print a link to a run, or write it to a file
    #[command(after_help = link::EXAMPLES)]
    Link(link::Link),
    /// Run scripts and lessons as tests: a line each and a total
    #[command(after_help = test::EXAMPLES)]
    Test(test::Test),
    /// Run random worlds under all checks
    #[command(after_help = swarm::EXAMPLES)]
    Swarm(swarm::Swarm),
    /// Check a trace by itself, without the program that wrote it
    #[command(after_help = check::EXAMPLES)]
    Check(check::Check),
    /// Print the JSON Schema of traces
    #[command(after_help = schema::EXAMPLES)]
    Schema,
}

const EXIT_CODES: &str = "Exit codes:
  0  all is well
  1  an expectation, a check or a seed failed
  2  the input or the arguments were wrong, or the output could not be written";

/// What a command found, if it could do its work at all.
enum Verdict {
    /// All is well.
    Passed,
    /// An expectation, a check or a seed failed.
    Failed,
    /// The input was wrong, and that has been printed.
    Invalid,
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(instead) => return explain(&instead),
    };
    let done = match arguments.command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Link(arguments) => link::link(&arguments),
        Command::Test(arguments) => test::test(&arguments),
        Command::Swarm(arguments) => swarm::swarm(&arguments),
        Command::Check(arguments) => check::check(&arguments),
        Command::Schema => schema::schema(),
    };
    match done {
        Ok(Verdict::Passed) => ExitCode::SUCCESS,
        Ok(Verdict::Failed) => ExitCode::from(1),
        Ok(Verdict::Invalid) => ExitCode::from(2),
        Err(error) => {
            output::complain(format_args!("raftscape: {error:#}\n"));
            ExitCode::from(2)
        }
    }
}

/// Prints the help that was asked for, or what is wrong with the arguments.
fn explain(instead: &clap::Error) -> ExitCode {
    let text = instead.render();
    if instead.use_stderr() {
        // What clap repeats of the arguments may hold anything, so its own colours are left out.
        output::complain(text);
        return ExitCode::from(2);
    }
    match output::help(&text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(format_args!("raftscape: {error}\n"));
            ExitCode::from(2)
        }
    }
}
