logfog_model::rules! { "cesanta", read "2026-11" {
    // Frames: docs/clubby/frame-structure.md and the Go library's frame.go.
    /// A frame can be read.
    FrameJson = "frame.json", Code, "common/go/mgrpc, frame.go and http_in.go", "A frame is a JSON object whose members have the types of the format.";
    /// A frame is not too large.
    FrameSize = "frame.size", Chosen, "none", "A frame has at most 1 MiB: no limit was published.";
    /// A frame is not too deep.
    FrameDepth = "frame.depth", Chosen, "none", "Objects and arrays nest at most 128 deep: no limit was published.";
    /// A frame is of one version.
    FrameVersion = "frame.version", Documented, "clubby, Frame structure", "`v` is 1 in a frame with `cmds` or `resp`.", hint "Content decides how a frame is read, so it is served all the same.";
    /// A frame asks or answers.
    FrameEmpty = "frame.empty", Code, "common/go/mgrpc, frame.go", "A frame holds commands or responses.";
    /// A frame is not of both versions.
    FrameMixed = "frame.mixed", Chosen, "none", "A frame has either `cmds` or `resp`, or a `method`.";
    /// A v2 frame asks or answers.
    FrameRequest = "frame.request", Code, "common/go/mgrpc, frame.go", "A frame without `cmds` and `resp` has a `method` or an `id`, and no `result` or `error` beside the `method`.";
    /// A frame holds not too many commands.
    FrameCommands = "frame.commands", Chosen, "none", "A frame holds at most 256 commands: no limit was published.";
    /// Answers fit.
    FrameAnswers = "frame.answers", Chosen, "none", "The answers to one frame have at most 16 MiB: no limit was published.", hint "Ask for less, and page with `after`.";
    /// A frame goes to the cloud.
    FrameDestination = "frame.dst", Chosen, "none", "`dst` is the cloud: frames are not passed on to other participants.", hint "The cloud answers in the name of whatever `dst` was sent.";
    /// A command's id is a positive number.
    CommandId = "frame.id", Documented, "clubby, Commands and responses", "A command's `id` is an integer from 1 to 2^53-1.", hint "0 counts as absent, other numbers are echoed.";
    /// A command has a name.
    CommandName = "frame.cmd", Chosen, "none", "A command has a `cmd`: the clients' code disagrees on what happens without one.";
    /// A command is not too late.
    CommandDeadline = "frame.deadline", Chosen, "clubby, Commands and responses", "A command is not executed after its `deadline`.";
    /// A command exists.
    CommandUnknown = "frame.unknown", Code, "common/mg_rpc and common/go/mgrpc", "Somebody serves the command.";

    // Who asks.
    /// The key fits the sender.
    Key = "auth.key", Chosen, "clubby, Frame structure: key", "A frame from an id that has a key carries it; with `auth=strict` every id needs one.";
    /// The sender may do this.
    Permission = "auth.permission", Chosen, "none", "The sender is neither the well-known one that may do nothing nor blocked.";
    /// Only one's own logs are touched.
    Foreign = "auth.foreign", Chosen, "Log service: src", "With `auth=strict`, an id reads, writes and deletes only its own entries.";

    // Arguments in general: the generated Go stubs.
    /// Arguments are an object.
    ArgsObject = "args.object", Code, "fw/defs, generated Go stubs", "`args` is an object.";
    /// An argument is known.
    ArgsUnknown = "args.unknown", Code, "fw/defs, generated Go stubs", "The method has such an argument; others are ignored.";
    /// An integer is written as one.
    ArgsInteger = "args.integer", Chosen, "none", "An integer has no fraction and no exponent, not even `1.0`: the two kinds of server stub disagree.";

    // /v1/Log.Log
    /// There is something to log.
    LogMsg = "log.msg", Documented, "Log service, Log: required_args", "`msg` is given.";
    /// A message is of a kept type.
    LogMsgType = "log.msg-type", Documented, "Log service, Log: msg", "`msg` is an object, an array or a string.";
    /// A timestamp is an integer.
    LogTimestamp = "log.timestamp", Documented, "Log service, Log: timestamp", "`timestamp` is an integer: milliseconds since the epoch.";
    /// A timestamp is a date.
    LogTimestampRange = "log.timestamp-range", Chosen, "none", "`timestamp` is from -377705023201000 to 253402207200000: about the years -9999 to 9999.";
    /// A stream is a string.
    LogStream = "log.stream", Documented, "Log service, Log: stream", "`stream` is a string.";
    /// A source is a string.
    LogSrc = "log.src", Documented, "Log service, Log: src (2016-04-06)", "`src` is a string.";
    /// An entry belongs to somebody.
    LogSender = "log.sender", Documented, "Log service, Log", "The frame says who logs: an entry belongs to its `src`.";
    /// There is room for an entry.
    LogStorage = "log.storage", Chosen, "none", "There is room for another entry of this id.";

    // /v1/Log.List
    /// A source is named.
    ListSrc = "list.src", Documented, "Log service, List: required_args", "`src` is given.";
    /// A source is a string.
    ListSrcType = "list.src-type", Documented, "Log service, List: src", "`src` is a string.";
    /// A token is a string.
    ListAfter = "list.after", Documented, "Log service, List: after", "`after` is a string.";
    /// A token was issued.
    ListAfterKnown = "list.after-known", Chosen, "none", "`after` is the `id` of an entry of this source.";
    /// A limit is an integer.
    ListLimit = "list.limit", Documented, "Log service, List: limit", "`limit` is an integer.";
    /// A limit is positive.
    ListLimitPositive = "list.limit-positive", Chosen, "none", "`limit` is at least 1.";
    /// A limit is not too large.
    ListLimitMaximum = "list.limit-maximum", Chosen, "none", "`limit` is at most 1000; so many are returned for a larger one.";
    /// A stream is a string.
    ListStream = "list.stream", Documented, "Log service, List: stream", "`stream` is a string.";
    /// To follow is a yes or a no.
    ListFollow = "list.follow", Documented, "Log service, List: follow (2016-05-11)", "`follow` is a boolean.";
    /// A number of entries is an integer.
    ListLast = "list.last", Documented, "Log service, List: last (2016-10-03)", "`last` is an integer.";
    /// A number of entries is positive.
    ListLastPositive = "list.last-positive", Chosen, "none", "`last` is at least 1.";

    // /v1/Log.Delete
    /// A source is a string.
    DeleteSrc = "delete.src", Documented, "Log service, Delete: src (2016-06-29)", "`src` is a string.";
    /// A stream is a string.
    DeleteStream = "delete.stream", Documented, "Log service, Delete: stream (2016-06-29)", "`stream` is a string.";
    /// The entries of somebody are deleted.
    DeleteSender = "delete.sender", Documented, "Log service, Delete", "The frame says who deletes, unless `src` says whose logs.";

    // HTTP and WebSocket: the Go library's http_in.go.
    /// Only POST is served.
    HttpMethod = "http.method", Chosen, "common/go/mgrpc, http_in.go", "The method is POST, or GET to open a WebSocket on `/`, `/api` or `/rpc`.";
    /// A handshake is whole.
    HttpHandshake = "http.handshake", Documented, "RFC 6455, section 4.2.1", "A WebSocket is opened with version 13 and a key of 16 bytes in base64.";
    /// There is something to answer.
    HttpNothing = "http.nothing", Code, "common/go/mgrpc, http_in.go", "A posted frame holds a command, or nothing can be answered.";
    /// Arguments can be read.
    HttpArgs = "http.args", Code, "common/go/mgrpc, http_in.go", "The body posted to a method is its arguments as JSON.";
    /// An id is a number.
    HttpId = "http.id", Code, "common/go/mgrpc, http_in.go", "`id` in the query is an integer.";
    /// A deadline is a number.
    HttpDeadline = "http.deadline", Code, "common/go/mgrpc, http_in.go", "`deadline` in the query is an integer.";
    /// A timeout is a number.
    HttpTimeout = "http.timeout", Code, "common/go/mgrpc, http_in.go", "`timeout` in the query is an integer.";
} }
