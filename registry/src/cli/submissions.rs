//! `registry submission`: submitted programmes, admitted or returned by hand.

use clap::{Args, Subcommand};
use jiff::Timestamp;
use schemas::{
    api::registry::admission::{AdmitRequest, ReturnRequest, Standing, Submission, SubmissionList},
    identifier::ProgrammeCode,
    language::Language,
    programme::{
        life_cycle::Remark,
        review::{Opinion, ReviewStatement},
    },
};
use serde_json::Value;

use super::remote::{Remote, RequestError, instant, print_json};

const SUBMISSIONS: &str = "/api/v1/submissions";

/// `registry submission`
#[derive(Debug, Subcommand)]
pub(crate) enum Submitted {
    /// List submitted programmes that wait, were returned or were taken back.
    List(List),
    /// Show a submitted programme: where it stands, the signed statements of its reviews and the whole document.
    Show(Show),
    /// Admit a submitted programme: it is in the register from then on.
    Admit(Admit),
    /// Return a submitted programme with remarks.
    Return(Return),
}

/// `registry submission list`
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    remote: Remote,
}

/// `registry submission show`
#[derive(Debug, Args)]
pub(crate) struct Show {
    #[command(flatten)]
    remote: Remote,
    /// The programme's code.
    code: ProgrammeCode,
}

/// `registry submission admit`
#[derive(Debug, Args)]
pub(crate) struct Admit {
    #[command(flatten)]
    remote: Remote,
    /// The programme's code.
    code: ProgrammeCode,
    /// When the document was submitted that was read, as `list` and `show` tell: another one is not admitted.
    #[arg(long, value_parser = instant)]
    submitted_at: Timestamp,
}

/// `registry submission return`
#[derive(Debug, Args)]
pub(crate) struct Return {
    #[command(flatten)]
    remote: Remote,
    /// The programme's code.
    code: ProgrammeCode,
    /// When the document was submitted that was read, as `list` and `show` tell: another one is not returned.
    #[arg(long, value_parser = instant)]
    submitted_at: Timestamp,
    /// What is to be mended, about the whole document; several times for several remarks.
    #[arg(long, required_unless_present = "remark_at")]
    remark: Vec<String>,
    /// What is to be mended at a place of the document (JSON Pointer, such as /modules/0/name); several times for several
    /// remarks.
    #[arg(long, num_args = 2, value_names = ["POINTER", "REMARK"])]
    remark_at: Vec<String>,
    /// The language of the remarks: kk, ru or en.
    #[arg(long, default_value = "ru")]
    lang: Language,
}

impl Submitted {
    /// Sends the request and shows the answer.
    pub(crate) async fn run(self) -> Result<(), RequestError> {
        match self {
            Self::List(command) => command.run().await,
            Self::Show(command) => command.run().await,
            Self::Admit(command) => command.run().await,
            Self::Return(command) => command.run().await,
        }
    }
}

impl List {
    async fn run(self) -> Result<(), RequestError> {
        let list: SubmissionList = self.remote.get(SUBMISSIONS).await?;
        if self.remote.json {
            return print_json(&list);
        }
        if list.submissions.is_empty() {
            println!("No programme waits.");
        }
        for submission in &list.submissions {
            println!("{}  {}", submission.code, submission.awarding_body);
            println!("  name       {}", submission.name.en);
            println!("  submitted  {}", submission.submitted_at);
            show_standing(&submission.standing);
        }
        Ok(())
    }
}

impl Show {
    async fn run(self) -> Result<(), RequestError> {
        let path = format!("{SUBMISSIONS}/{}", self.code);
        let submission: Submission = self.remote.get(&path).await?;
        if self.remote.json {
            return print_json(&submission);
        }
        show(&submission);
        submission.review_statements.iter().for_each(show_statement);
        print_json(&submission.programme)
    }
}

impl Admit {
    async fn run(self) -> Result<(), RequestError> {
        let path = format!("{SUBMISSIONS}/{}/admission", self.code);
        let request = AdmitRequest {
            submitted_at: self.submitted_at,
        };
        let submission: Submission = self.remote.post(&path, &request).await?;
        if self.remote.json {
            return print_json(&submission);
        }
        show(&submission);
        Ok(())
    }
}

impl Return {
    async fn run(self) -> Result<(), RequestError> {
        let path = format!("{SUBMISSIONS}/{}/return", self.code);
        let language = Some(self.lang);
        let whole = self
            .remark
            .into_iter()
            .map(|message| (String::new(), message));
        let mut at = self.remark_at.into_iter();
        // Two by two: the command line takes no odd number of them.
        let at = std::iter::from_fn(|| at.next().zip(at.next()));
        let remarks = whole.chain(at).map(|(pointer, message)| Remark {
            pointer,
            message,
            language,
        });
        let request = ReturnRequest {
            submitted_at: self.submitted_at,
            remarks: remarks.collect(),
        };
        let submission: Submission = self.remote.post(&path, &request).await?;
        if self.remote.json {
            return print_json(&submission);
        }
        show(&submission);
        Ok(())
    }
}

fn show(submission: &Submission) {
    println!(
        "{}  {}",
        submission.programme.code, submission.awarding_body
    );
    if let Some(at) = submission.submitted_at {
        println!("  submitted  {at}");
    }
    show_standing(&submission.standing);
}

/// What a statement says, which was judged when the programme was submitted; the whole of it stands in the answer in JSON.
fn show_statement(statement: &Value) {
    let Ok(statement) = serde_json::from_value::<ReviewStatement>(statement.clone()) else {
        println!("  statement  not readable by this program: see --json");
        return;
    };
    let Opinion {
        role,
        reviewer,
        date,
        decision,
        remarks,
        ..
    } = statement.opinion();
    let (role, decision) = (role.words(Language::En), decision.words(Language::En));
    let reviewer = printable(&reviewer.en);
    println!("  statement  {role}: {reviewer}, {decision}, {date}");
    println!("    signed by  {}", statement.issuer);
    for line in remarks.iter().flat_map(|remarks| remarks.lines()) {
        println!("    remark     {}", printable(line));
    }
}

/// Somebody else's words without what a terminal would obey.
fn printable(words: &str) -> String {
    words.chars().filter(|c| !c.is_control()).collect()
}

fn show_standing(standing: &Standing) {
    match standing {
        Standing::Pending {} => println!("  state      waits for the operator"),
        Standing::Admitted { at } => println!("  state      in the register since {at}"),
        Standing::TakenBack { at } => {
            println!("  state      taken back by its awarding body at {at}");
        }
        Standing::Returned { at, remarks } => {
            println!("  state      returned at {at}");
            for remark in remarks {
                println!("  remark     {}: {}", remark.pointer, remark.message);
            }
        }
    }
}
