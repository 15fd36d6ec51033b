//! Operations on tickets (contract hub, B.10 and part E).
//!
//! Each is done from one side: an account sees its own tickets and nothing that operators write for themselves; an operator sees
//! everybody's, with all that is in them.

pub mod attachment;
pub mod close;
pub mod create;
pub mod get;
pub mod list;
pub mod note;
pub mod reply;
pub mod resolve;
pub mod sweep;

mod draft;
mod view;
mod work;

pub use draft::{Draft, SentFile};
pub use view::{TicketItem, TicketView};

use view::view;
use work::{Work, author, may_read, of};
