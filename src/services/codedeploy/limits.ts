/** Quotas of CodeDeploy, and a few of our own. Source, where not named: CodeDeploy User Guide, "CodeDeploy quotas". */

/** Unit: applications of an account in a region. */
export const applicationsPerRegion = 1000

/** Unit: deployment groups of one application. */
export const groupsPerApplication = 1000

/** Unit: custom deployment configurations of an account in a region. */
export const configsPerRegion = 50

/** Alarms that one deployment group or deployment watches. */
export const alarmsPerGroup = 50

/** Triggers of one deployment group. */
export const triggersPerGroup = 10

/** Names or ids of one BatchGet operation. */
export const batchMax = 100

/** Unit: characters of a deployment's description. Source: API Reference, DescriptionTooLongException; User Guide of 2016. */
export const descriptionCharacters = 100

/** Minutes between the first and the last shift of traffic of a Lambda deployment. */
export const shiftMinutesMax = 2880

/** How long a lifecycle event may run. Unit: milliseconds. */
export const hookMs = 3_600_000

/** Tags of one application or deployment group. Source: AWS General Reference, "Tagging your AWS resources". */
export const tagsPerResource = 50

/** Unit: bytes of an AppSpec file that is read from S3. Ours. */
export const appSpecBytesMax = 1_048_576

/** Unit: bytes of an AppSpec that comes with the request. Ours: what fits into a request of the service. */
export const appSpecTextBytesMax = 51_200

/** How often alarms of a deployment under way are looked at. Unit: milliseconds. Ours; AWS was seen to stop within a quarter of a minute. */
export const alarmPollMs = 10_000

/** Items of one page. Source: answers of AWS's listings. */
export const pageSize = 100

/** Reading, deciding and committing is repeated this often when others change the same. Ours. */
export const commitAttempts = 20

/** A message that cannot be delivered (to a topic, to the event bus) is tried for so long. Unit: milliseconds. Ours. */
export const noticeTryingMs = 3_600_000

/** Deployments that are brought on at once on a node. Ours. */
export const deploymentsAtOnce = 32

/** How a turn that failed for the moment is made again: soon, since what stops a deployment waits behind it. Ours. */
export const turnRetry = { firstMs: 1_000, longestMs: 10_000, factor: 2 }
