/** The largest message to a connection. Unit: bytes. Source: API Gateway Developer Guide, "Quotas for WebSocket APIs". */
export const messageBytesMax = 128 * 1024
