/** Quotas of CloudWatch Logs, and a few of our own that bound what one request costs. */

/** Unit: bytes of one PutLogEvents batch. Source: API Reference, PutLogEvents ("The maximum batch size"). */
export const batchBytes = 1_048_576

/** What every event counts beside its message. Unit: bytes. Source: as above. */
export const eventOverheadBytes = 26

/** Unit: bytes of one event, overhead included. Source: as above ("Each log event can be no larger than 1 MB"). */
export const eventBytes = 1_048_576

/** How old an event may be when it comes. Unit: milliseconds. Source: as above ("older than 14 days"). */
export const eventAgeMs = 14 * 86_400_000

/** How far ahead of time an event may be. Unit: milliseconds. Source: as above ("more than 2 hours in the future"). */
export const eventAheadMs = 2 * 3_600_000

/** Unit: milliseconds between the first and the last valid event of a batch. Source: as above ("24 hours"). */
export const batchSpanMs = 86_400_000

/** Source: API Reference, PutRetentionPolicy, `retentionInDays`. Unit: days. */
export const retentionDays: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

/** Unit: tags of one resource. Source: API Reference, TagResource. */
export const tagsPerResource = 50

/** Unit: items of one page where the caller names no number. Source: API Reference, Describe and List operations. */
export const describeLimit = 50

/** Unit: events of one page of GetLogEvents and FilterLogEvents. Source: API Reference, both. */
export const eventsPerPage = 10_000

/** Unit: bytes of the events of one page. Source: as above ("up to 1 MB"). */
export const pageBytes = 1_048_576

/** How long tokens of GetLogEvents and FilterLogEvents hold. Unit: milliseconds. Source: as above ("24 hours"). */
export const eventTokenMs = 86_400_000

/** Newest-first reading begins here at the earliest. Unit: milliseconds. Source: API Reference, FilterLogEvents, `startFromHead`. */
export const newestFirstSince = Date.UTC(2024, 0, 1)

/** Unit: metric filters of a log group. Source: API Reference, PutMetricFilter. */
export const metricFiltersPerGroup = 100

/** Unit: subscription filters of a log group. Source: API Reference, PutSubscriptionFilter. */
export const subscriptionFiltersPerGroup = 2

/** Unit: filters with a regular expression, metric and subscription together. Source: API Reference, PutMetricFilter. */
export const regexFiltersPerGroup = 5

/** Unit: dimensions of a metric filter. Source: API Reference, MetricTransformation. */
export const dimensionsPerFilter = 3

/** Unit: metrics of one directive of an embedded metric. Source: CloudWatch User Guide, "Specification: Embedded metric format". */
export const embeddedMetricsPerDirective = 100

/** Unit: dimensions of one set of an embedded metric. Source: as above. */
export const embeddedDimensions = 30

/** Unit: values of one embedded metric. Source: as above ("MUST NOT contain more than 100 numeric values"). */
export const embeddedValues = 100

/** Unit: policies of an account in a region that belong to no log group. Source: API Reference, PutResourcePolicy. */
export const resourcePoliciesPerAccount = 10

/** The policy of a destination. Unit: bytes. Source: API Reference, PutDestinationPolicy ("up to 5120 bytes"). */
export const destinationPolicyBytes = 5_120

/** Unit: saved queries of an account in a region. Source: User Guide, "CloudWatch Logs quotas". */
export const queryDefinitionsPerAccount = 1_000

/** Unit: events of one Live Tail update. Source: API Reference, StartLiveTail. */
export const liveTailEventsPerUpdate = 500

/** Unit: updates that wait for a slow Live Tail client. Source: as above ("buffers up to 10 LiveTailSessionUpdate events"). */
export const liveTailUpdatesWaiting = 10

/** Unit: milliseconds between updates. Source: as above ("Every second"). */
export const liveTailUpdateMs = 1_000

/** Unit: milliseconds that a Live Tail session lasts. Source: as above ("three hours"). */
export const liveTailSessionMs = 3 * 3_600_000

/** Unit: Live Tail sessions of an account in a region. Source: User Guide, "CloudWatch Logs quotas". */
export const liveTailSessionsPerAccount = 15

/** Events of one page of FilterLogEvents that are looked at, whether they match or not. Chosen. */
export const scannedEvents = 50_000

/** Bytes of events of one page of FilterLogEvents that are looked at. Chosen. */
export const scannedBytes = 16 * 1_048_576

/** Records of one page of a listing that are looked at. Chosen. */
export const scannedRecords = 5_000

/** Times that a change is decided anew because somebody else's came first. Chosen. */
export const commitAttempts = 32

/**
 * Unit: bytes of the name of a stream or filter, which may have 512 characters at AWS. What needs more than three bytes a
 * character does not fit the store's keys.
 */
export const nameBytes = 1_536
