use std::collections::BTreeSet;
use std::sync::Arc;

use keyward_domain::{Id, License};
use keyward_storage::{LicenseWatch as _, Touched};
use keyward_token::Digest;
use proptest::prelude::*;

use super::{Begun, Memory};

/// Licences. Two of them share a stripe.
const LICENSES: [i64; 3] = [1, 65, 2];
const READERS: usize = 3;

/// What may happen next, in any order.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// A change of a licence is committed, but not told yet.
    Commit(usize),
    /// All that was committed of a licence is told; the changes are answered after that.
    Tell(usize),
    /// Any may have changed, which is told as soon as it is committed.
    TellAny,
    /// A reader begins to ask about a licence: it gets what is held, or begins to load.
    Begin(usize, usize),
    /// It reads the database.
    Read(usize),
    /// It stores what it read, and answers with it.
    Store(usize),
    /// Changes go unheard from here on.
    Deafen,
    /// They are heard again.
    Hear,
}

fn step() -> impl Strategy<Value = Step> {
    let (license, reader) = (0..LICENSES.len(), 0..READERS);
    prop_oneof![
        4 => license.clone().prop_map(Step::Commit),
        4 => license.clone().prop_map(Step::Tell),
        1 => Just(Step::TellAny),
        8 => (reader.clone(), license).prop_map(|(reader, license)| Step::Begin(reader, license)),
        8 => reader.clone().prop_map(Step::Read),
        8 => reader.prop_map(Step::Store),
        1 => Just(Step::Deafen),
        1 => Just(Step::Hear),
    ]
}

/// A reader on its way: of which licence, what it must see at least, what it noted, what it read.
struct Load {
    license: usize,
    must: u64,
    begun: Option<Begun>,
    read: Option<u64>,
}

/// A database of versions, a memory over it, and what was answered.
struct Scene {
    memory: Memory<u64>,
    committed: [u64; LICENSES.len()],
    /// The newest version whose change was answered.
    answered: [u64; LICENSES.len()],
    readers: [Option<Load>; READERS],
    deaf: bool,
    found: usize,
}

fn index(license: usize) -> Digest {
    Digest::sha256(&LICENSES[license].to_string())
}

fn id(license: usize) -> Id<License> {
    Id::new(LICENSES[license])
}

impl Scene {
    fn new() -> Self {
        Self {
            memory: Memory::new(1000, false),
            committed: Default::default(),
            answered: Default::default(),
            readers: Default::default(),
            deaf: false,
            found: 0,
        }
    }

    fn all_happen(&mut self, steps: impl IntoIterator<Item = Step>) {
        for step in steps {
            self.happens(step);
        }
    }

    fn happens(&mut self, step: Step) {
        match step {
            Step::Commit(license) => self.committed[license] += 1,
            Step::Tell(license) => {
                // Where nothing is heard, nothing is told; and yet it was answered, by another instance.
                if !self.deaf {
                    self.memory.changed(&Touched::These(BTreeSet::from([id(license)])));
                }
                self.answered[license] = self.committed[license];
            }
            Step::TellAny => {
                if !self.deaf {
                    self.memory.changed(&Touched::Any);
                }
                self.answered = self.committed;
            }
            Step::Begin(reader, license) => self.begin(reader, license),
            Step::Read(reader) => {
                if let Some(load) = &mut self.readers[reader] {
                    load.read = Some(self.committed[load.license]);
                }
            }
            Step::Store(reader) => self.store(reader),
            Step::Deafen => {
                self.memory.set_deaf(true);
                self.deaf = true;
            }
            Step::Hear => {
                self.memory.changed(&Touched::Any);
                self.memory.set_deaf(false);
                self.deaf = false;
            }
        }
    }

    fn begin(&mut self, reader: usize, license: usize) {
        let must = self.answered[license];
        if let Some(held) = self.memory.get(&index(license)) {
            assert!(*held >= must, "stale: {held}, when {must} was answered");
            self.found += 1;
            return;
        }
        self.readers[reader] = Some(Load { license, must, begun: self.memory.begin(), read: None });
    }

    fn store(&mut self, reader: usize) {
        let Some(Load { license, must, begun, read: Some(read) }) = self.readers[reader].take() else {
            return;
        };
        assert!(read >= must, "the database itself was stale");
        if let Some(begun) = begun {
            self.memory.store(&begun, &index(license), id(license), Arc::new(read));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn nothing_is_stale_however_reads_and_changes_interleave(steps in prop::collection::vec(step(), 1..120)) {
        let mut scene = Scene::new();
        scene.all_happen(steps);
        // And what was left behind is no older than what was answered.
        for license in 0..LICENSES.len() {
            scene.begin(0, license);
        }
    }
}

#[test]
fn what_nobody_changes_is_found_again() {
    let mut scene = Scene::new();
    let steps = [Step::Begin(0, 0), Step::Read(0), Step::Store(0), Step::Commit(1), Step::Tell(1)];
    scene.all_happen(steps);
    // The other licence of its stripe was changed after it was stored.
    scene.happens(Step::Begin(1, 0));
    assert_eq!(scene.found, 1);
}

/// The order of things that each rule is there for.
#[test]
fn a_load_that_a_change_overtook_is_not_kept() {
    let overtaken = [Step::Begin(0, 0), Step::Read(0), Step::Commit(0), Step::Tell(0), Step::Store(0)];
    let mut scene = Scene::new();
    scene.all_happen(overtaken);
    assert!(scene.memory.get(&index(0)).is_none());
    // One that began while nothing was heard is not kept either, and none is found meanwhile.
    let deaf = [Step::Begin(0, 0), Step::Read(0), Step::Store(0), Step::Deafen];
    scene.all_happen(deaf);
    assert!(scene.memory.get(&index(0)).is_none() && scene.memory.begin().is_none());
    scene.happens(Step::Hear);
    assert!(scene.memory.get(&index(0)).is_none());
}

#[test]
fn holds_about_as_many_as_it_may() {
    let memory: Memory<usize> = Memory::new(640, false);
    let indexes: Vec<_> = (0..10_000).map(|number: usize| Digest::sha256(&number.to_string())).collect();
    for (number, index) in indexes.iter().enumerate() {
        let begun = memory.begin().expect("it hears");
        memory.store(&begun, index, Id::new(i64::try_from(number).expect("small")), Arc::new(number));
    }
    let held = indexes.iter().filter(|index| memory.get(index).is_some()).count();
    assert!((500..=640).contains(&held), "{held}");
}
