use crate::{
    profile::{Profile, Structure},
    wire::{Kind, Member},
};

/// Which members of a record hold its time, its level and its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) time: Option<usize>,
    pub(crate) level: Option<usize>,
    pub(crate) content: Option<usize>,
    /// Members that could have held the level.
    pub(crate) levels: usize,
}

/// The first key of each list that is present wins; matching ignores case.
pub(crate) fn choose(members: &[Member<'_>], profile: &Profile, structure: Structure) -> Chosen {
    let mut chosen = Chosen::default();
    let mut ranks = [usize::MAX; 3];
    for (at, member) in members.iter().enumerate() {
        let Some((target, name)) = target(&member.key) else {
            continue;
        };
        let kind = member.kind();
        let (keys, slot, fits) = match target {
            Target::Time => (profile.time_keys, &mut chosen.time, kind != Kind::Null),
            Target::Level => {
                chosen.levels += 1;
                (profile.level_keys, &mut chosen.level, kind.is_plain())
            }
            Target::Content => {
                let whole = structure == Structure::Raw && kind != Kind::Null;
                let known = name != "_raw" || structure == Structure::Raw;
                let fits = known && (whole || kind.is_plain());
                (profile.content_keys, &mut chosen.content, fits)
            }
        };
        let rank = keys.iter().position(|key| *key == name);
        if let Some(rank) = rank
            && fits
            && rank < ranks[target as usize]
        {
            ranks[target as usize] = rank;
            *slot = Some(at);
        }
    }
    chosen
}

#[derive(Clone, Copy, Debug)]
enum Target {
    Time,
    Level,
    Content,
}

/// What a key is for, in any profile, and its spelling in the lists. By length, since this is
/// asked for every key of every record.
fn target(key: &str) -> Option<(Target, &'static str)> {
    use Target::{Content, Level, Time};
    let names: &[(Target, &str)] = match key.len() {
        2 => &[(Time, "ts"), (Time, "@t")],
        3 => &[(Content, "log")],
        4 => &[
            (Content, "body"),
            (Time, "time"),
            (Time, "date"),
            (Content, "_raw"),
        ],
        5 => &[(Level, "level")],
        6 => &[(Level, "status")],
        7 => &[
            (Content, "content"),
            (Content, "message"),
            (Content, "payload"),
        ],
        8 => &[(Level, "severity"), (Level, "loglevel"), (Time, "datetime")],
        9 => &[
            (Time, "timestamp"),
            (Time, "eventtime"),
            (Time, "startTime"),
        ],
        10 => &[
            (Time, "@timestamp"),
            (Time, "_timestamp"),
            (Time, "timeMillis"),
        ],
        11 => &[(Time, "epochSecond")],
        14 => &[(Time, "published_date")],
        15 => &[(Level, "syslog.severity")],
        16 => &[(Time, "syslog.timestamp")],
        _ => return None,
    };
    let found = names
        .iter()
        .find(|(_, name)| key.eq_ignore_ascii_case(name));
    found.copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::PROFILES;

    #[test]
    fn every_listed_key_is_found() {
        for (_, profile) in PROFILES {
            let lists = [profile.time_keys, profile.level_keys, profile.content_keys];
            for (list, keys) in lists.iter().enumerate() {
                for key in *keys {
                    let found = target(&key.to_uppercase());
                    let found = found.map(|(target, name)| (target as usize, name));
                    assert_eq!(found, Some((list, *key)));
                }
            }
        }
    }
}
