//! Parts of vendors that answer at addresses of their own, where somebody wants that.

use std::net::SocketAddr;

use logfog_kit::{
    Door,
    serve::{App, Site},
};
use logfog_model::did_you_mean;

use crate::{
    cli::Options,
    failure::Failure,
    listeners::{Listener, bind_at},
    world::{World, halves, place},
};

const FORM: &str = "--door takes VENDOR.DOOR=ADDRESS:PORT";

/// A door that is bound.
pub(crate) struct Open {
    /// Which of the vendors that are served has it.
    vendor: usize,
    door: &'static Door,
    listener: Listener,
}

/// Binds the doors that are asked for; those of vendors that are not served stay shut.
pub(crate) fn bind(options: &Options, world: &World) -> Result<Vec<Open>, Failure> {
    let mut open: Vec<Open> = Vec::new();
    for text in &options.door {
        let (name, address) = halves(text, '=', FORM)?;
        let (vendor, door) = halves(name, '.', FORM)?;
        place(vendor)?;
        let address: SocketAddr = address.parse().map_err(|_| {
            Failure::usage(format_args!(
                "{FORM}; `{address}` is not like 127.0.0.1:8775"
            ))
        })?;
        let mut served = world.vendors.iter();
        let Some(vendor) = served.position(|(known, _)| known.name == vendor) else {
            continue;
        };
        let door = find(world.vendors[vendor].1.doors(), name, door)?;
        if open.iter().any(|it| (it.vendor, it.door) == (vendor, door)) {
            let twice = format_args!("the door {name} is asked for twice");
            return Err(Failure::usage(twice));
        }
        let move_it = format!("name another one in `--door {name}=ADDRESS:PORT`");
        let listener = bind_at(address, name, &move_it)?;
        open.push(Open {
            vendor,
            door,
            listener,
        });
    }
    Ok(open)
}

fn find(doors: &'static [Door], name: &str, door: &str) -> Result<&'static Door, Failure> {
    let found = doors.iter().find(|known| known.name == door);
    found.ok_or_else(|| {
        let known: Vec<&str> = doors.iter().map(|known| known.name).collect();
        let near = did_you_mean(door, known.iter().copied());
        let known = if known.is_empty() {
            "its vendor has none".to_owned()
        } else {
            format!("there are: {}", known.join(", "))
        };
        Failure::usage(format_args!("there is no door `{name}`; {known}{near}"))
    })
}

/// Where the open doors of a vendor are, by name.
pub(crate) fn of(open: &[Open], vendor: usize) -> Vec<(&'static str, String)> {
    let its = open.iter().filter(|it| it.vendor == vendor);
    its.map(|it| (it.door.name, it.listener.reached_at.to_string()))
        .collect()
}

/// What answers behind them: there is no admin API.
pub(crate) fn sites(open: Vec<Open>, options: &Options, world: &World) -> Vec<Site> {
    let site = |it: Open| {
        let (_, vendor) = &world.vendors[it.vendor];
        let app = App::new(vendor.clone(), world.ctx.clone());
        Site {
            listener: it.listener.socket,
            router: app.door(it.door).explain(!options.no_explain).into_router(),
        }
    };
    open.into_iter().map(site).collect()
}
