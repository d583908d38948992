//! The methods that are served: from bytes to bytes, whatever they travelled in.

use std::{collections::HashMap, fmt, sync::Arc};

use bytes::Bytes;
use logfog_kit::Ctx;
use parking_lot::Mutex;
use prost::Name;

use crate::{
    call::{Call, Message},
    config::Config,
    generated::yandex::cloud::operation::Operation,
    long_running, operations, options,
    refusal::Refusal,
    schema::Schema,
    services,
    tokens::Issued,
};

/// All that handlers share.
#[derive(Debug)]
pub(crate) struct Served {
    pub(crate) ctx: Ctx,
    pub(crate) config: Config,
    /// Held while something is changed: names are free and quotas kept until it is.
    pub(crate) changes: Mutex<()>,
    pub(crate) schema: Arc<Schema>,
    pub(crate) issued: Issued,
    methods: HashMap<&'static str, Method>,
}

impl Served {
    pub(crate) fn new(ctx: Ctx, config: Config, schema: Arc<Schema>) -> Self {
        let mut methods = Methods(HashMap::new());
        services::all(&mut methods);
        Self {
            ctx,
            config,
            changes: Mutex::new(()),
            schema,
            issued: Issued::default(),
            methods: methods.0,
        }
    }

    /// The method of a path like `/package.Service/Method`.
    pub(crate) fn method(&self, path: &str) -> Option<&Method> {
        self.methods.get(path.strip_prefix('/')?)
    }

    /// Whether any method of this service is served.
    pub(crate) fn has_service(&self, service: &str) -> bool {
        let mut routes = self.methods.keys();
        routes.any(|route| route.rsplit_once('/').is_some_and(|(of, _)| of == service))
    }
}

type Serve = Box<dyn Fn(&mut Call<'_>, &Message) -> Result<Bytes, Refusal> + Send + Sync>;

/// One of them.
pub(crate) struct Method {
    pub(crate) operation: &'static logfog_model::Operation,
    /// Whether it is there for callers without a token.
    pub(crate) public: bool,
    /// Whether its messages hold what proves who somebody is.
    pub(crate) secret: bool,
    serve: Serve,
}

impl Method {
    /// Serves a call whose caller is known.
    pub(crate) fn serve(&self, call: &mut Call<'_>, message: &Message) -> Result<Bytes, Refusal> {
        (self.serve)(call, message)
    }
}

impl fmt::Debug for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Method")
            .field(&self.operation.route)
            .finish()
    }
}

/// Collects them, by service and method as in [`logfog_model::Operation::route`].
#[derive(Debug)]
pub(crate) struct Methods(HashMap<&'static str, Method>);

impl Methods {
    /// A method that reads its own request.
    pub(crate) fn raw(
        &mut self,
        route: &str,
        serve: fn(&mut Call<'_>, &Message) -> Result<Bytes, Refusal>,
    ) {
        self.add(route, false, Box::new(serve));
    }

    /// A method for callers with a token.
    pub(crate) fn unary<Q: Name + Default + 'static, A: Name + 'static>(
        &mut self,
        route: &str,
        serve: fn(&mut Call<'_>, Q) -> Result<A, Refusal>,
    ) {
        self.add(route, false, decoded(serve));
    }

    /// A method that answers with an operation: one at a time, and once for each idempotency key.
    pub(crate) fn operation<Q: Name + Default + 'static>(
        &mut self,
        route: &'static str,
        serve: fn(&mut Call<'_>, Q) -> Result<Operation, Refusal>,
    ) {
        let once = move |call: &mut Call<'_>, request| {
            long_running::once(call, route, |call| serve(call, request))
        };
        self.add(route, false, decoded(once));
    }

    /// A method for everybody.
    pub(crate) fn public<Q: Name + Default + 'static, A: Name + 'static>(
        &mut self,
        route: &str,
        serve: fn(&mut Call<'_>, Q) -> Result<A, Refusal>,
    ) {
        self.add(route, true, decoded(serve));
    }

    fn add(&mut self, route: &str, public: bool, serve: Serve) {
        let mut operations = operations::ALL.iter();
        let operation = operations.find(|operation| operations::method_of(operation) == route);
        let operation = operation.expect("every method is among the operations");
        let method = Method {
            operation,
            public,
            secret: operation.route.starts_with("yandex.cloud.iam."),
            serve,
        };
        let before = self.0.insert(operations::method_of(operation), method);
        assert!(before.is_none(), "{route} is served twice");
    }
}

fn decoded<Q: Name + Default + 'static, A: Name + 'static>(
    serve: impl Fn(&mut Call<'_>, Q) -> Result<A, Refusal> + Send + Sync + 'static,
) -> Serve {
    Box::new(move |call, message| {
        let request = Q::decode(message.bytes.clone())
            .map_err(|error| Refusal::undecodable(&mut call.report, error))?;
        options::check(call, &Q::full_name(), &message.bytes)?;
        Ok(serve(call, request)?.encode_to_vec().into())
    })
}
