/** What functions, APIs and domains of one template tell each other while they are translated. */
export class ApiState {}
