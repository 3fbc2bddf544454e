/** All headers of one request together. Unit: bytes. Source: Node.js refuses more than it is told; AWS's front ends refuse beyond some tens of KiB, S3 allows 8 KB of signed headers. */
export const headersBytesMax = 32 * 1024

/** How long a client may take to send its headers. Unit: milliseconds. Source: chosen; a slow client holds no more than a socket meanwhile. */
export const headersTimeoutMs = 20_000

/** How long an idle connection is kept. Unit: milliseconds. Source: chosen longer than the SDKs keep theirs (Node.js 5 s, Python 60 s), so that it is the client who closes. */
export const keepAliveTimeoutMs = 75_000

/** How long a body may stand still before its connection is cut. Unit: milliseconds. Source: S3 answers RequestTimeout after 20 s of silence; API reference, "Error responses". */
export const bodyIdleMs = 20_000

/**
 * How fast a body that is read into memory comes at least, on the whole, once {@link bodyIdleMs} are over: one that drips would hold its
 * connection for weeks. Unit: bytes per second. Chosen as Apache's mod_reqtimeout has it (MinRate=500).
 */
export const bodyBytesPerSecondMin = 500

/** Requests at once on one HTTP/2 connection. Source: chosen as nghttp2 and most servers choose; RFC 9113 (6.5.2) wants no fewer than 100. */
export const streamsMax = 256

/** How long a connection over HTTP/2 that the server has ended waits for the client's end. Unit: milliseconds. Chosen. */
export const lingerMs = 300

/** Messages of one WebSocket that are worked at together; further ones are not read meanwhile. Chosen. */
export const messagesAtOnceMax = 64

/** What a WebSocket's client may leave unread. Unit: bytes. Chosen: 32 of the longest messages of API Gateway. */
export const unreadBytesMax = 4 * 1024 * 1024

/** How long a connection that was said goodbye to waits for the client's. Unit: milliseconds. Chosen. */
export const socketLingerMs = 1_000

/** How long whoever sends waits until a client has read what was sent before. Unit: milliseconds. Chosen. */
export const unreadWaitMs = 2_000
