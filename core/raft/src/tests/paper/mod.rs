//! The paper, sentence by sentence: each test names the place that it holds us to.

mod figure_13;
mod figure_2_append_entries;
mod figure_2_request_vote;
mod figure_2_servers;
mod figure_2_state;
mod section_5_1;
mod section_5_2;
mod section_5_3;
mod section_5_4;
mod section_7;
mod section_8;
