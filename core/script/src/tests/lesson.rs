//! Lessons: which lines of a Markdown file are script.

use crate::{Command, Script};

#[test]
fn only_raft_blocks_are_script_whatever_their_fences() {
    let lesson = "\u{feff}Prose.

```sh
# no title
until nothing
```
# A title
    until nothing

````raft S1 leads
servers 3
```
  ````

~~~ raft
seed 7
~~~
```rafter
until nothing
```
````md
```raft
until nothing
```
````
```raft
until leader";
    let mistakes = Script::of_lesson(lesson).expect_err("a fence is no command");
    assert_eq!((mistakes.0.len(), mistakes.0[0].line), (1, 12));
    let script = Script::of_lesson(&lesson.replacen("servers 3\n```\n", "servers 3\n\n", 1));
    let script = script.unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!(script.headline(), Some("A title"));
    let lines = (1..).zip(&script.lines);
    let commands: Vec<(usize, &Command)> = lines
        .filter_map(|(number, line)| Some((number, line.command.as_ref()?)))
        .collect();
    assert_eq!(
        commands[..2],
        [(11, &Command::Servers(3)), (16, &Command::Seed(7))]
    );
    assert!(matches!(commands[2..], [(27, Command::Until { .. })]));
}
