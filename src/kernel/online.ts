/** Who is online: known by the socket layer, which stands above the core and is bound to this while the app is put together. */

export class Online {
  #look: (personId: string) => boolean = () => false;

  /** Says who knows. */
  bind(look: (personId: string) => boolean): void {
    this.#look = look;
  }

  /** Whether the person has a connection, to any process. */
  isOnline(personId: string): boolean {
    return this.#look(personId);
  }
}
