use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
};

use crate::failure::Failure;

/// A bound port.
pub(crate) struct Listener {
    pub(crate) socket: TcpListener,
    /// How a client on this machine reaches it.
    pub(crate) reached_at: SocketAddr,
}

/// Binds one port of the block; `whose` is for the person who has to find another.
pub(crate) fn bind(
    listen: IpAddr,
    base: u16,
    offset: u16,
    whose: &str,
) -> Result<Listener, Failure> {
    let port = if base == 0 { 0 } else { base + offset };
    let move_it = "move all ports with `--port N` (`--port 0` takes free ones)";
    bind_at(SocketAddr::new(listen, port), whose, move_it)
}

/// Binds one port; `move_it` says how to have it elsewhere.
pub(crate) fn bind_at(
    address: SocketAddr,
    whose: &str,
    move_it: &str,
) -> Result<Listener, Failure> {
    let (listen, port) = (address.ip(), address.port());
    let bound = TcpListener::bind(address).and_then(|socket| {
        let port = socket.local_addr()?.port();
        let reached_at = SocketAddr::new(reachable(listen), port);
        Ok(Listener { socket, reached_at })
    });
    bound.map_err(|error| {
        if error.kind() == io::ErrorKind::AddrInUse {
            Failure::not_so(format_args!(
                "port {port} ({whose}) on {listen} is taken: stop what listens there, or {move_it}"
            ))
        } else {
            Failure::not_so(format_args!(
                "cannot listen on {address} for {whose}: {error}"
            ))
        }
    })
}

/// Nobody can connect to "every address".
pub(crate) fn reachable(listen: IpAddr) -> IpAddr {
    match listen {
        IpAddr::V4(address) if address.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(address) if address.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        IpAddr::V4(_) | IpAddr::V6(_) => listen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named_with_its_vendor() {
        let local = IpAddr::from(Ipv4Addr::LOCALHOST);
        let taken = bind(local, 0, 3, "cloudru").expect("a free port");
        let base = taken.reached_at.port() - 3;
        let Err(Failure::NotSo(text)) = bind(local, base, 3, "cloudru") else {
            panic!("bound twice");
        };
        let named = format!("port {} (cloudru) on 127.0.0.1 is taken", base + 3);
        assert!(text.starts_with(&named), "{text}");
    }

    #[test]
    fn every_address_is_reached_by_loopback() {
        assert_eq!(reachable(Ipv4Addr::UNSPECIFIED.into()), Ipv4Addr::LOCALHOST);
        assert_eq!(reachable(Ipv6Addr::UNSPECIFIED.into()), Ipv6Addr::LOCALHOST);
    }
}
