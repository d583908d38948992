use std::{io, net::IpAddr, sync::Arc};

use axum::Router;
use logfog_admin::{About, Access};
use logfog_kit::{
    Addresses, Ids, Tls, Vendor,
    serve::{ADMIN, App, Site, run, with_admin},
};
use logfog_model::{Policy, VendorId};
use tokio::sync::watch;

use crate::{
    access,
    cli::Options,
    config::File,
    doors,
    failure::Failure,
    gateway,
    listeners::{Listener, bind},
    out,
    ready::{Ready, Served},
    signals::Signals,
    table,
    world::World,
};

/// Serves the vendors chosen, or all, until a signal comes.
pub(crate) fn serve(options: &Options, file: &File, chosen: &[String]) -> Result<(), Failure> {
    let access = access::of(options)?;
    let mut world = World::new(options, file, chosen)?;
    // All ports first: nothing is printed of a start that fails half-way.
    let gateway = bind(options.listen, options.port, 0, "gateway")?;
    let mut ports = Vec::new();
    for (known, _) in &world.vendors {
        ports.push(bind(
            options.listen,
            options.port,
            known.offset,
            known.name,
        )?);
    }

    let doors = doors::bind(options, &world)?;

    let vendors = world.vendors.iter().zip(&ports).enumerate();
    let vendors = vendors.map(|(place, ((known, vendor), port))| {
        let at = Addresses {
            doors: doors::of(&doors, place),
            ..addresses(port)
        };
        Served {
            name: known.name,
            connection: vendor.connection(&at),
            at,
        }
    });
    let vendors: Vec<Served> = vendors.collect();
    let at = addresses(&gateway);
    let ready = Arc::new(Ready {
        instance: Ids::random().uuid().to_string(),
        tls: Tls::new(certified(options, &vendors)),
        admin: (!options.no_admin).then(|| at.http() + ADMIN),
        gateway: at,
        vendors,
        sessions: std::mem::take(&mut world.sessions),
    });
    let (stop, stopped) = watch::channel(());
    let admin = (!options.no_admin).then(|| {
        access::warn(&access);
        admin(options, access, &world, &ready, stopped)
    });
    let mut sites = sites(options, &world, gateway, ports, &ready, admin);
    sites.extend(doors::sites(doors, options, &world));

    let failed = |error: io::Error| Failure::not_so(format_args!("cannot start: {error}"));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(failed)?;
    let served = runtime.block_on(async {
        tokio::select! {
            served = until_stopped(sites, ready, stop, options) => served,
            never = world.ctx.keep_expiring() => match never {},
        }
    });
    // What has not ended by now has had its time.
    runtime.shutdown_background();
    served
}

async fn until_stopped(
    sites: Vec<Site>,
    ready: Arc<Ready>,
    stop: watch::Sender<()>,
    options: &Options,
) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::not_so(format_args!("cannot serve: {error}"));
    let mut signals = Signals::listen().map_err(failed)?;
    let mut serving = tokio::spawn(run(sites, ready.tls.clone(), stop.subscribe()));
    announce(&ready, options)?;

    tokio::select! {
        ended = &mut serving => return ended.map_err(io::Error::from).flatten().map_err(failed),
        () = signals.next() => drop(stop),
    }
    tokio::select! {
        ended = serving => ended.map_err(io::Error::from).flatten().map_err(failed),
        // Asked a second time: at once.
        () = signals.next() => Ok(()),
    }
}

/// The ports are bound, so whoever connects from now on is served.
fn announce(ready: &Ready, options: &Options) -> Result<(), Failure> {
    if let Some(path) = &options.ready_file {
        ready.write(path)?;
    }
    if options.ready_json {
        out::text(&(ready.json() + "\n"))
    } else {
        out::text(&table::served(ready))
    }
}

fn sites(
    options: &Options,
    world: &World,
    gateway: Listener,
    ports: Vec<Listener>,
    ready: &Arc<Ready>,
    admin: Option<Router>,
) -> Vec<Site> {
    let mut sites = Vec::new();
    let mut by_host = Vec::new();
    for (((_, vendor), port), served) in world.vendors.iter().zip(ports).zip(&ready.vendors) {
        // One router for both ports. By its own host name a vendor is all there is: no admin API.
        let app = App::new(vendor.clone(), world.ctx.clone())
            .explain(!options.no_explain)
            .into_router();
        by_host.push((served.connection.hosts, app.clone()));
        let router = match &admin {
            Some(admin) => with_admin(app, admin.clone()),
            None => app,
        };
        sites.push(Site {
            listener: port.socket,
            router,
        });
    }
    sites.push(Site {
        listener: gateway.socket,
        router: gateway::router(by_host, admin, ready.clone()),
    });
    sites
}

fn admin(
    options: &Options,
    access: Access,
    world: &World,
    ready: &Arc<Ready>,
    stop: watch::Receiver<()>,
) -> Router {
    let text = ready.clone();
    let vendors: Vec<Arc<dyn Vendor>> = world
        .vendors
        .iter()
        .map(|(_, vendor)| vendor.clone())
        .collect();
    let addresses: Vec<(VendorId, Addresses)> = vendors
        .iter()
        .zip(&ready.vendors)
        .map(|(vendor, served)| (vendor.id(), served.at.clone()))
        .collect();
    let about = About {
        version: env!("CARGO_PKG_VERSION"),
        instance: ready.instance.clone(),
        tls: ready.tls.clone(),
        hosts: own_hosts(options, &ready.vendors),
        access,
        addresses,
        ready: Arc::new(move || text.json()),
        stop,
    };
    logfog_admin::router(vendors, world.ctx.clone(), about)
}

/// Names that the admin API may be asked by: never a vendor's, which its own clients use.
fn own_hosts(options: &Options, vendors: &[Served]) -> Vec<String> {
    let of_a_vendor = |name: &str| {
        let mut hosts = vendors.iter().flat_map(|served| served.connection.hosts);
        hosts.any(|host| Policy::fits(host, name))
    };
    let names = options.tls_name.iter().filter(|name| !of_a_vendor(name));
    let listen = options.listen.to_string();
    names.cloned().chain([listen]).collect()
}

/// Names that the certificate covers.
fn certified(options: &Options, vendors: &[Served]) -> Vec<String> {
    let hosts = vendors.iter().flat_map(|served| served.connection.hosts);
    let mut names: Vec<String> = hosts.map(|host| (*host).to_owned()).collect();
    names.extend(options.tls_name.iter().cloned());
    if is_particular(options.listen) {
        names.push(options.listen.to_string());
    }
    names.sort();
    names.dedup();
    names
}

/// Loopback is certified anyway, and nobody can ask for "every address".
fn is_particular(address: IpAddr) -> bool {
    !address.is_unspecified() && !address.is_loopback()
}

fn addresses(listener: &Listener) -> Addresses {
    Addresses::at(listener.reached_at.to_string())
}
