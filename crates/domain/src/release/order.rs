//! The order in which things that need each other are put in place.

use std::collections::{BTreeMap, BTreeSet};

use crate::Slug;

/// Things that need each other in a circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DependencyCycle {
    /// Those that can't be put in place, by name.
    pub stuck: Vec<Slug>,
}

/// All that `needs` has, each after what it needs, and by name where that leaves a choice. What is needed but not there does not matter.
pub fn dependency_order(needs: &BTreeMap<&Slug, &[Slug]>) -> Result<Vec<Slug>, DependencyCycle> {
    let mut waiting: BTreeMap<&Slug, BTreeSet<&Slug>> = needs
        .iter()
        .map(|(slug, needed)| (*slug, needed.iter().filter(|one| needs.contains_key(one)).collect()))
        .collect();
    let mut order = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let free = waiting.iter().find(|(_, needed)| needed.is_empty()).map(|(slug, _)| *slug);
        let Some(free) = free else {
            return Err(DependencyCycle { stuck: waiting.into_keys().cloned().collect() });
        };
        waiting.remove(free);
        for needed in waiting.values_mut() {
            needed.remove(free);
        }
        order.push(free.clone());
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn slug(number: usize) -> Slug {
        format!("c{number:02}").parse().unwrap()
    }

    #[test]
    fn what_needs_itself_has_no_order() {
        let (a, b, c) = (slug(0), slug(1), slug(2));
        let (of_a, of_b) = ([b.clone()], [a.clone()]);
        let needs = BTreeMap::from([(&a, of_a.as_slice()), (&b, of_b.as_slice()), (&c, &[])]);
        assert_eq!(dependency_order(&needs).unwrap_err().stuck, [a.clone(), b]);
        let alone = [a.clone()];
        assert!(dependency_order(&BTreeMap::from([(&a, alone.as_slice())])).is_err());
    }

    proptest! {
        /// Where each needs only earlier ones, there is an order, and it has everything once, after what it needs.
        #[test]
        fn everything_comes_after_what_it_needs(edges in prop::collection::vec((0_usize..12, 0_usize..12), 0..30)) {
            let all: Vec<Slug> = (0..12).map(slug).collect();
            // From a later one to an earlier one, and the names the other way round, so that their order does not help.
            let needed: Vec<Vec<Slug>> = (0..12)
                .map(|at| edges.iter().filter(|(from, to)| *from == at && to > from).map(|(_, to)| all[*to].clone()).collect())
                .collect();
            let needs: BTreeMap<_, _> = all.iter().zip(needed.iter().map(Vec::as_slice)).collect();
            let order = dependency_order(&needs).unwrap();
            prop_assert_eq!(order.len(), all.len());
            let place = |slug: &Slug| order.iter().position(|one| one == slug).unwrap();
            for (slug, needed) in &needs {
                prop_assert!(needed.iter().all(|one| place(one) < place(slug)));
            }
        }
    }
}
