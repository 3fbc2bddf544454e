/** The front door: wire in, wire out. */
export { Authenticator, type CredentialSource } from './authenticate.ts'
export type { DeskDoor, FrontDesk, FrontDesks } from './front-desk.ts'
export { type FrontDoorParts, frontDoor } from './front-door.ts'
export { jsonAnswer, type Route, RouteTable } from './routes.ts'
export type { Site, SiteHandler, SocketHandler } from './site.ts'
export { upgradesOf } from './upgrades.ts'
