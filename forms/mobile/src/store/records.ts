/** What the phone keeps. Times are ISO strings of the phone's clock, or milliseconds where they are compared. */
import type {
  Answers,
  Assignment,
  Bundle,
  Lang,
  PhotoClaim,
  PhotoCount,
  Position,
  Receipt,
  Returned,
  StoredDraft,
  SubmissionBody,
  VisitEvent,
} from "../contract";
import type { RescueKey } from "../logic/rescue";

export interface AssignmentRecord {
  person: string;
  id: string;
  /** Place in the server's list. */
  order: number;
  /** The server no longer lists it; kept while the phone still holds something of it. */
  gone: boolean;
  assignment: Assignment;
}

export interface BundleRecord {
  id: string;
  bundle: Bundle;
}

/** Bytes with their type; never a Blob, which some browsers lose. */
export interface Picture {
  type: string;
  data: ArrayBuffer;
}

/** A submission as it was closed: sent again and again with the same content until it is received. */
export interface Sealed {
  number: number;
  body: SubmissionBody;
  receipt: Receipt | null;
}

/** When to try again, and what was wrong last time. */
export interface Retry {
  attempts: number;
  notBefore: number;
  /** A fault's kind or the code of a refusal. */
  problem: string | null;
  /** The server's own words, where it refused. */
  detail: string;
  /** The server asked not to come back before (Retry-After); held also when the network is back. */
  asked?: number;
}

export interface VisitRecord {
  id: string;
  /** Ids it had on this phone before the server's became known; what still names them means this visit. */
  formerly?: string[];
  person: string;
  assignment: string;
  checklist_version: string;
  /** Number of the submission being filled or waiting. */
  number: number;
  started_at: string;
  answers: Answers;
  /** The answers on which phone and server last agreed; older visits have none. */
  base?: Answers;
  /** Running stopwatches: item key → when it was started. */
  timers: Record<string, string>;
  /** Taps during the visit, in the order in which they were made; older visits have none. */
  events?: VisitEvent[];
  positions?: Position[];
  /** Goes up with each change. */
  changed: number;
  /** The change count the server has acknowledged. */
  saved: number;
  /** Time of the last change, ms. */
  touched: number;
  /** Last revision number used towards the server; never used twice. */
  revision: number;
  sealed: Sealed | null;
  /** All of the sealed submission has arrived. */
  complete: boolean;
  returned: Returned | null;
  /** When the visit was taken up again after it had been sent back. */
  reopened: string | null;
  retry: Retry;
}

export interface PhotoRecord extends PhotoClaim {
  visit: string;
  person: string;
  added: number;
  /** held: the server will not take it as it is. */
  state: "waiting" | "arrived" | "held";
  /** Taken out by the auditor; kept until the visit is received, so that it can be put back. */
  removed: boolean;
  /** Bytes the server has confirmed. */
  offset: number;
  /** The picture's bytes are on this phone. */
  here: boolean;
  retry: Retry;
}

export interface BytesRecord extends Picture {
  id: string;
}

export interface ThumbRecord extends Picture {
  id: string;
}

/** A picture of how it should look, kept with the checklist's version. */
export interface ReferenceRecord extends Picture {
  version: string;
  name: string;
}

export interface Facts {
  person: { id: string; name: string; language: Lang; pseudonym: string | null };
  language: Lang;
  /** Server's clock minus the phone's, ms. */
  offset: number;
  /** Whether positions may be noted; not asked yet when absent. */
  place: boolean;
  /** The sign-in by its outward id, and whose it is. */
  session: { id: string; person: string };
  /** Not to be asked again whether the form should go on the home screen. */
  noInstall: boolean;
  /** The reviewers' key, to encrypt what was not sent. */
  rescueKey: RescueKey & { person: string };
  /** Signed out while there was no network: the server still has to be told. */
  signOut: boolean;
}

export const FRESH: Retry = { attempts: 0, notBefore: 0, problem: null, detail: "" };

/** A draft as the server held it when the list was last fetched. */
export interface ThereRecord {
  visit: string;
  person: string;
  draft: StoredDraft;
  photos: PhotoCount;
}
