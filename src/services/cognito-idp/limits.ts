/** Quotas and times. Source, where none is named: Cognito Developer Guide, "Quotas in Amazon Cognito". */

/** Unit: user pools of an account and region. */
export const poolsMax = 1_000
/** Unit: app clients of a pool. */
export const clientsMax = 1_000
/** Unit: groups of a pool. */
export const groupsMax = 10_000
/** Unit: groups of a user. */
export const groupsOfUserMax = 100
/** Unit: identity providers of a pool. */
export const providersMax = 300
/** Unit: resource servers of a pool. */
export const resourceServersMax = 25
/** Unit: custom attributes of a pool. */
export const customAttributesMax = 50
/** Unit: tags of a pool. Source: API Reference, TagResource. */
export const tagsMax = 50
/** Unit: items on a page, at most, of users, groups, pools, clients. Source: API Reference, ListUsers and kin. */
export const pageItemsMax = 60
/** Unit: users looked at for one page of a listing. Ours: bounds the work of a request. */
export const scannedUsersMax = 5_000
/** Unit: secrets of an app client. Source: API Reference, AddUserPoolClientSecret. */
export const clientSecretsMax = 2

/** Unit: milliseconds for which a code of a sign-up, or of an attribute, counts. Source: Developer Guide, "Signing up and confirming user accounts". */
export const confirmationCodeMs = 24 * 3_600_000
/** Unit: milliseconds for which a code for another password counts. Source: Developer Guide, "Forgot password". */
export const resetCodeMs = 3_600_000
/** Unit: minutes for which a challenge waits, and a code of a second factor counts. Source: API Reference, `AuthSessionValidity`. */
export const sessionMinutesDefault = 3
/** Unit: wrong answers to a code before it counts no more. Ours; AWS limits attempts by rules that it does not publish. */
export const codeAttemptsMax = 5
/** Unit: codes that are sent to a user within an hour, before LimitExceededException. Source: Developer Guide, "Quotas", which says 5 to 20. */
export const codesPerHourMax = 20
/** Unit: wrong passwords before a user is locked out for a time. Source: Developer Guide, "Lockout behavior". */
export const wrongPasswordsFree = 5
/** Unit: milliseconds of the longest time for which a user is locked out. Source: as above. */
export const lockoutMsMax = 15 * 60_000
/** Unit: days for which a temporary password counts. Source: API Reference, PasswordPolicyType. */
export const temporaryPasswordDaysDefault = 7
/** Unit: wrong answers to custom challenges that a sign-in remembers. Ours. */
export const challengesMax = 20

/** Unit: milliseconds within which a trigger's function has to answer. Source: Developer Guide, "Customizing user pool workflows with Lambda triggers". */
export const triggerTimeoutMs = 5_000
/** Unit: attempts of a trigger. Source: as above. */
export const triggerAttempts = 3

/** Unit: seconds of tokens' lives when a client does not say. Source: API Reference, CreateUserPoolClient. */
export const tokenSecondsDefault = 3_600
/** Unit: seconds of a refresh token's life when a client does not say. Source: as above. */
export const refreshSecondsDefault = 30 * 86_400
/** Unit: milliseconds for which an authorization code counts. Source: Developer Guide, "Authorize endpoint". */
export const authorizationCodeMs = 5 * 60_000
/** Unit: milliseconds of a browser's session at a pool's own pages. Source: Developer Guide, "Managed login", cookies. */
export const browserSessionMs = 3_600_000
/** Unit: bytes of a name that is compared as it is; 128 characters of four bytes. Source: API Reference, `Username`. */
export const comparedBytesMax = 512
/** Unit: characters of what a request shows to be found again (sessions, codes, cookies, ids), at most. Ours: longer ones were not made here. */
export const shownCharactersMax = 200
/** Unit: bytes of a form that is sent to an OAuth endpoint. Ours. */
export const formBytesMax = 64 * 1024

/** Unit: steps of thirty seconds by which the clock of an authenticator may be off. Source: RFC 6238, section 5.2. */
export const totpDrift = 1
/** Unit: messages of a pool that can be read here, the last ones. Ours. */
export const messagesKept = 1_000
/** Unit: milliseconds for which a message can be read here. Ours. */
export const messageMs = 24 * 3_600_000
/** Unit: users in one commit that removes a pool's. Ours. */
export const removedAtOnce = 500
/** A change is tried this often when others change the same record meanwhile. Ours. */
export const commitAttempts = 40
