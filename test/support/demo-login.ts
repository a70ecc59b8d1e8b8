/** How the demo prints a login: its e-mail address and its password. */
export const DEMO_LOGIN = /: (\S+@\S+) {2}(.+)$/;

export interface Credential {
  email: string;
  password: string;
}
