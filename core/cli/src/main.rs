//! The `raftscape` command: Raft runs on the command line, without a page.

mod check;
mod input;
mod paint;
mod run;
mod schema;
mod scripts;
mod swarm;
mod teller;
mod test;
#[cfg(test)]
mod tests;

use clap::{Parser, Subcommand};
use std::io::{self, Write};
use std::process::ExitCode;

/// Raft clusters on the command line: the same runs as on the page, as text.
#[derive(Parser)]
#[command(name = "raftscape", version, after_help = EXIT_CODES, arg_required_else_help = true)]
struct Call {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Player a script and tell its story
    #[command(after_help = run::EXAMPLES)]
    Run(run::Run),
    /// Player scripts and lessons as tests: a line each and a total
    #[command(after_help = test::EXAMPLES)]
    Test(test::Test),
    /// Player random worlds under all checks
    #[command(after_help = swarm::EXAMPLES)]
    Swarm(swarm::Swarm),
    /// Check a trace by itself, without whatever made it
    #[command(after_help = check::EXAMPLES)]
    Check(check::Check),
    /// Print the JSON Schema of traces
    #[command(after_help = schema::EXAMPLES)]
    Schema,
}

const EXIT_CODES: &str = "Exit codes:
  0  all is well
  1  an expectation, a check or a seed failed
  2  the input or the call was wrong";

/// What a command found, if it could do its work at all.
enum Verdict {
    /// All is well.
    Fine,
    /// An expectation, a check or a seed failed.
    Failed,
    /// The input was wrong, and that has been said.
    Wrong,
}

fn main() -> ExitCode {
    let call = Call::parse();
    let mut out = io::stdout().lock();
    let done = match call.command {
        Command::Run(call) => run::run(&call, &mut out),
        Command::Test(call) => test::test(&call, &mut out),
        Command::Swarm(call) => swarm::swarm(&call, &mut out),
        Command::Check(call) => check::check(&call, &mut out),
        Command::Schema => schema::schema(&mut out),
    };
    match done.and_then(|verdict| Ok(out.flush().map(|()| verdict)?)) {
        Ok(Verdict::Fine) => ExitCode::SUCCESS,
        Ok(Verdict::Failed) => ExitCode::from(1),
        Ok(Verdict::Wrong) => ExitCode::from(2),
        // Whoever reads the output has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("raftscape: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let cause = error.downcast_ref::<io::Error>();
    cause.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
