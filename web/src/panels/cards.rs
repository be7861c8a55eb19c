//! What a mark or a label means, in a sentence each: cards beside it, and a part of the help. They are found by what the elements
//! are, so that no element carries its explanation with it.

/// A kind of mark: how its elements are selected, and what it means.
pub(crate) type Card = (&'static str, &'static str);

/// All of them. An element is of the first kind that it, or one around it, is selected by.
pub(crate) const CARDS: [&[Card]; 5] = [&MESSAGES, &SERVERS, &LOGS, &TIME, &LABELS];

const MESSAGES: [Card; 14] = [
    (
        ".waiting",
        "An envelope: messages that may leave only when a write is on the disk.",
    ),
    (
        "[aria-label^='RequestVote reply ok']",
        "A vote: ✓ says that its sender votes for this candidate in this term.",
    ),
    (
        "[aria-label^='RequestVote reply']",
        "A refused vote. Click it, then Why?, to see what was compared.",
    ),
    (
        "[aria-label^='RequestVote']",
        "A candidate asks for a vote, and says where its own log ends.",
    ),
    (
        "[aria-label^='AppendEntries reply ok']",
        "✓ or a dot: the follower’s log agrees with the leader’s, and what it was sent is on its disk.",
    ),
    (
        "[aria-label^='AppendEntries reply']",
        "✗: the follower does not have the entry that comes before those it was sent, or is in a later term.",
    ),
    (
        "[aria-label^='AppendEntries, heartbeat, commit']",
        "A heartbeat that brings a new commit index: c5 says that entries up to 5 are committed.",
    ),
    (
        "[aria-label^='AppendEntries, heartbeat']",
        "A dot is a heartbeat: it says that the leader is alive, and restarts the follower’s election timer.",
    ),
    (
        "[aria-label^='AppendEntries']",
        "The leader sends entries. Each is a small cell with its term; c5 beside them is a new commit index.",
    ),
    (
        "[aria-label^='InstallSnapshot reply']",
        "A follower says how much of a snapshot it holds.",
    ),
    (
        "[aria-label^='InstallSnapshot']",
        "A chunk of the leader’s snapshot, for a follower that needs entries the leader no longer has.",
    ),
    (
        ".transit.reply",
        "A server answers its client. ✗: it is not the leader.",
    ),
    (
        ".transit",
        "A client sends its command to a server. Only the leader takes it; another says who leads.",
    ),
    (
        ".chip",
        "A client and its newest operation: dots while it waits, ✓ once it is answered.",
    ),
];

const SERVERS: [Card; 15] = [
    (
        ".candidate .pips",
        "A candidate’s votes: filled is given, ✗ is refused, hollow has not been answered.",
    ),
    (
        ".pips",
        "Who holds the leader’s first uncommitted entry on disk: filled has it, hollow does not, faded was not heard from recently.",
    ),
    (
        ".commit",
        "The commit index: this server knows that the entries up to here are committed.",
    ),
    (
        ".cell.known",
        "An entry that is committed, which this server does not know yet. The number is its term.",
    ),
    (
        ".cell.open",
        "An entry that is not committed, as far as is known. The number is its term; dots below: not on disk yet.",
    ),
    (
        ".cell",
        "A committed entry. The number is its term, and so is the colour.",
    ),
    (
        ".block",
        "A snapshot: the state of the machine up to this index, in place of the entries before it.",
    ),
    (
        ".disk.stalled",
        "A stalled disk: no write finishes until it is released.",
    ),
    (
        ".disk",
        "The disk. What is in it survives a crash; the bars over it are writes that are not there yet.",
    ),
    (
        ".node.paused",
        "A paused process: it keeps its memory, and handles what came in when it is resumed.",
    ),
    (
        ".node.leader",
        "The leader: it takes the commands, and sends entries and heartbeats to the others.",
    ),
    (
        ".node.candidate",
        "A candidate: it asks for votes, and leads once a majority has voted for it.",
    ),
    (
        ".node.crashed",
        "A crashed server: it takes nothing in until it restarts with what its disk kept.",
    ),
    (
        ".node",
        "A follower. The arc is the time left on its election timer: if it runs out, the server starts an election.",
    ),
    (
        ".link",
        "One direction between two servers. A cut link carries nothing.",
    ),
];

const LOGS: [Card; 12] = [
    (
        ".l-parted",
        "From this entry on, the log differs from the leader’s.",
    ),
    (
        ".l-entry.volatile",
        "An entry that is not on disk yet: a crash would lose it.",
    ),
    (
        ".l-entry.applied",
        "A folded corner: the entry is committed, and applied to the state machine.",
    ),
    (
        ".l-entry.known",
        "An entry that is committed, which this server does not know yet.",
    ),
    (
        ".l-entry.committed",
        "An entry that is committed, and not applied to the state machine yet.",
    ),
    (
        ".l-entry",
        "An entry that is not committed, as far as is known: a later leader may delete it.",
    ),
    (
        ".l-fold",
        "A snapshot: its last index, the term of that entry, and its size.",
    ),
    (
        ".l-arriving",
        "A snapshot on its way in: how many of its chunks are here.",
    ),
    (
        ".l-next",
        "nextIndex: the entry that the leader sends this follower next.",
    ),
    (
        ".l-match",
        "matchIndex: the last entry that the leader knows to be in this follower’s log.",
    ),
    (
        ".l-machine",
        "The state machine: the keys and values that come of applying the committed entries in order.",
    ),
    (
        ".l-name",
        "A row for each server; columns are indexes, so that the logs can be compared.",
    ),
];

const TIME: [Card; 15] = [
    (
        ".led",
        "This server led the term of this number and colour.",
    ),
    (".down", "The server was down, or its process paused."),
    (
        ".apart",
        "The server was cut off from others; the letter is its group.",
    ),
    (".tick", "The leader’s commit index advanced."),
    (".box", "A snapshot was taken, or installed."),
    (".stood", "The server started an election."),
    (
        ".fault",
        "A fault that you or a script caused: a message dropped or delayed, a link cut, a disk stalled.",
    ),
    (".asked", "A client waited for an answer."),
    (".flag", "A moment that a script has named."),
    (".diamond", "A moment at which a pause point held."),
    (
        ".lane-of",
        "Another branch of this run, from where it parts from this one. Press it to go there.",
    ),
    (
        "[aria-label='Step forward']",
        "The next input to one server, with all that it does about it. Key: →",
    ),
    (
        "[aria-label='Next event of interest']",
        "On to the next election, commit, fault or violation. Key: Shift →",
    ),
    (
        ".speed label",
        "Auto: quiet stretches pass faster, up to 20 times, and what matters passes slowly.",
    ),
    (
        ".speed",
        "How much of the run’s time passes in a second of yours.",
    ),
];

const LABELS: [Card; 8] = [
    (
        ".glance",
        "The safety properties of Raft, checked after every event.",
    ),
    (
        "label:has([aria-label='Hold applies'])",
        "Applies: a server applies a committed entry to its state machine.",
    ),
    (
        ".holds",
        "What is held does not move by itself: step it manually, one by one, from the menu of its server or message.",
    ),
    (
        ".dial:has(#dial-election-timeout-min), .dial:has(#dial-election-timeout-max)",
        "How long a follower waits to hear from a leader before it starts an election; drawn at random between the two.",
    ),
    (
        ".dial:has(#dial-heartbeat)",
        "How often a leader sends to each follower, if only to say that it is alive.",
    ),
    (
        ".dial:has(#dial-no-op)",
        "Whether a new leader begins its term with an empty entry, which commits what lies before it.",
    ),
    (
        ".dial:has(#dial-sessions)",
        "Whether the servers remember what each client asked, so that a retry does not run twice.",
    ),
    (
        ".dial",
        "A setting of the run. To change it is an action like any other, from this moment on.",
    ),
];

/// The kinds in turn: what is selected first is what an element is.
pub(crate) fn all() -> impl Iterator<Item = Card> {
    CARDS.iter().flat_map(|cards| cards.iter().copied())
}

/// What the kind of this selector means.
pub(crate) fn meaning(selector: &str) -> &'static str {
    let found = all().find(|(known, _)| *known == selector);
    debug_assert!(found.is_some(), "{selector} is a kind of mark");
    found.map_or("", |(_, words)| words)
}
