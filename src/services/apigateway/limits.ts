/** Quotas of REST APIs, and a few of our own. Source, where not named: API Gateway Developer Guide, "Quotas for configuring and running a REST API". */

/** Reading, deciding and committing is repeated this often when others change the same. Ours. */
export const commitAttempts = 50
