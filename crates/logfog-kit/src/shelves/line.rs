use std::{cmp::Ordering, collections::VecDeque};

/// Items by number. Nearly all come in order and go from the front, which a ring does several times
/// faster than a tree. What goes from the middle leaves a hole; when more than half are holes, they
/// are closed.
#[derive(Debug)]
pub(super) struct Line<T> {
    /// In order; the first is no hole.
    slots: VecDeque<(u64, Option<T>)>,
    holes: usize,
}

impl<T> Default for Line<T> {
    fn default() -> Self {
        Self {
            slots: VecDeque::new(),
            holes: 0,
        }
    }
}

impl<T> Line<T> {
    fn find(&self, number: u64) -> Result<usize, usize> {
        match self.slots.back().map(|(last, _)| last.cmp(&number)) {
            None | Some(Ordering::Less) => Err(self.slots.len()),
            Some(Ordering::Equal) => Ok(self.slots.len() - 1),
            Some(Ordering::Greater) => self.slots.binary_search_by_key(&number, |slot| slot.0),
        }
    }

    pub(super) fn get(&self, number: u64) -> Option<&T> {
        self.slots[self.find(number).ok()?].1.as_ref()
    }

    pub(super) fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        let at = self.find(number).ok()?;
        self.slots[at].1.as_mut()
    }

    /// The lowest number.
    pub(super) fn first(&self) -> Option<u64> {
        self.slots.front().map(|(number, _)| *number)
    }

    /// Puts an item in its place. The number must be free.
    pub(super) fn put(&mut self, number: u64, item: T) {
        match self.find(number) {
            Ok(at) => {
                self.slots[at].1 = Some(item);
                self.holes -= 1;
            }
            Err(at) => self.slots.insert(at, (number, Some(item))),
        }
    }

    pub(super) fn take(&mut self, number: u64) -> Option<T> {
        if self.first() != Some(number) {
            let at = self.find(number).ok()?;
            let item = self.slots[at].1.take()?;
            self.holes += 1;
            if self.holes > self.slots.len() / 2 {
                self.slots.retain(|(_, item)| item.is_some());
                self.holes = 0;
                give_back(&mut self.slots);
            }
            return Some(item);
        }
        let (_, item) = self.slots.pop_front()?;
        while let Some((_, None)) = self.slots.front() {
            self.slots.pop_front();
            self.holes -= 1;
        }
        give_back(&mut self.slots);
        item
    }

    /// All in order, from the newest on whose number is at most `from`.
    pub(super) fn range(&self, from: u64) -> impl Iterator<Item = (u64, &T)> {
        let mut start = match self.find(from) {
            Ok(at) => at,
            Err(at) => at.saturating_sub(1),
        };
        while start > 0 && self.slots[start].1.is_none() {
            start -= 1;
        }
        let slots = self
            .slots
            .range(start..)
            .map(|(number, item)| (*number, item.as_ref()));
        slots.filter_map(|(number, item)| Some((number, item?)))
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = u64> {
        let kept = self.slots.iter().filter(|(_, item)| item.is_some());
        kept.map(|(number, _)| *number)
    }
}

/// Frees what a ring does not need, once that is most of it.
fn give_back<T>(ring: &mut VecDeque<T>) {
    if ring.capacity() > 64 && ring.len() < ring.capacity() / 8 {
        ring.shrink_to(2 * ring.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(numbers: impl IntoIterator<Item = u64>) -> Line<u64> {
        let mut line = Line::default();
        for number in numbers {
            line.put(number, 10 * number);
        }
        line
    }

    fn from(line: &Line<u64>, from: u64) -> Vec<u64> {
        line.range(from).map(|(_, item)| *item).collect()
    }

    #[test]
    fn what_comes_late_is_in_its_place() {
        let line = line([2, 5, 3, 1, 9]);
        assert_eq!(line.numbers().collect::<Vec<_>>(), [1, 2, 3, 5, 9]);
        assert_eq!(
            (line.first(), line.get(3), line.get(4)),
            (Some(1), Some(&30), None)
        );
    }

    #[test]
    fn a_range_begins_at_or_before_its_start() {
        let mut line = line([2, 4, 6, 8, 10]);
        assert_eq!(from(&line, 6), [60, 80, 100]);
        assert_eq!(from(&line, 7), [60, 80, 100]);
        assert_eq!(from(&line, 1), [20, 40, 60, 80, 100]);
        assert_eq!(line.take(6), Some(60));
        assert_eq!(from(&line, 7), [40, 80, 100]);
        assert_eq!(from(&line, 99), [100]);
    }

    #[test]
    fn holes_are_filled_passed_over_and_closed() {
        let mut line = line(1..=6);
        assert_eq!(
            (line.take(2), line.take(2), line.take(7)),
            (Some(20), None, None)
        );
        line.put(2, 0);
        assert_eq!((line.get(2), line.holes), (Some(&0), 0));
        assert_eq!(
            (line.take(2), line.take(3), line.take(1)),
            (Some(0), Some(30), Some(10))
        );
        assert_eq!(
            (line.first(), line.holes, line.slots.len()),
            (Some(4), 0, 3)
        );
        assert_eq!((line.take(5), line.take(6)), (Some(50), Some(60)));
        assert_eq!((line.slots.len(), line.holes), (1, 0));
        assert_eq!((line.take(4), line.first()), (Some(40), None));
    }

    #[test]
    fn room_is_given_back() {
        let mut line = line(0..10_000);
        let most = line.slots.capacity();
        for number in 0..9_990 {
            line.take(number);
        }
        assert!(
            line.slots.capacity() < most / 8,
            "{}",
            line.slots.capacity()
        );
        assert_eq!(line.numbers().count(), 10);
    }
}
