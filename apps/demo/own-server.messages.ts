/** What the demo asks of its own server: move the clock forward and fire what is due by then. */
export interface ToServer {
  readonly id: number;
  readonly advanceMs: number;
}

/** What the demo's own server answers: once that it is up, then that the clock was moved. */
export type FromServer = { readonly url: string } | { readonly advanced: number; readonly problem?: string };
