/** What goes over the wire between the phone and /api/v1, and the checklist as the phone receives it. */

export type Lang = "zh" | "en";

export interface Text {
  zh: string;
  en: string;
}

export type Kind =
  | "yes_no"
  | "choice"
  | "choices"
  | "scale"
  | "wait"
  | "number"
  | "text"
  | "photo"
  | "signature"
  | "location"
  | "moment"
  | "ranking";

/** What became of an item, as a condition can ask for it. */
export type ItemState = "answered" | "na" | "unseen" | "hidden" | "empty";

/** One test on the value of an item; exactly one of the tests is there. */
export interface ItemTest {
  item: string;
  is?: boolean | string | number;
  in?: (boolean | string | number)[];
  includes?: string;
  at_least?: number;
  at_most?: number;
  more_than?: number;
  less_than?: number;
  state?: ItemState;
}

/** One test on a fact of the branch; exactly one of the tests is there. */
export interface BranchTest {
  branch: "format" | "region" | "brand" | "tags";
  is?: string;
  in?: string[];
  includes?: string;
}

/** When something is shown or required: evaluated by logic/conditions.ts. */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | ItemTest
  | BranchTest;

/** What conditions know of the branch. */
export interface BranchFacts {
  format: string;
  /** The codes of its region and of all above it. */
  region: string[];
  brand: string;
  tags: string[];
}

/** Event stamps of a visit, one tap each. */
export type EventKind = "entered" | "greeted" | "queue_joined" | "served" | "paid" | "left";

export interface PhotoRule {
  when: "never" | "optional" | "required" | "on_fail";
  min: number;
  max: number;
  camera: boolean;
  hint: Text | null;
  /** The answers that ask for a photo when `when` is "on_fail". */
  fails: (boolean | string | number)[];
  /** Name of the picture that shows how it should look. */
  reference: string | null;
}

export interface Option {
  key: string;
  label: Text;
  /** "None of these": stands alone. */
  exclusive: boolean;
}

/** Why the standard was not met: asked when the answer is one of `fails`, main reason first. */
export interface Reasons {
  most: number;
  options: Option[];
  fails: (boolean | string | number)[];
}

export interface Anchor {
  level: number;
  label: Text;
}

export interface Item {
  key: string;
  kind: Kind | string;
  wording: Text;
  standard: Text | null;
  hint: Text | null;
  required: boolean;
  show_if: Condition | null;
  /** Stands in for `required` where it is there. */
  required_if: Condition | null;
  /** Opened after the facts. */
  opinion: boolean;
  /** Key of the group of its section that it stands in. */
  group: string | null;
  reasons: Reasons | null;
  /** May be answered "not applicable". */
  na: boolean;
  /** May be answered "could not observe". */
  unseen: boolean;
  photo: PhotoRule;
  /** Of choice, choices and ranking. */
  options: Option[];
  /** How many options are ranked. */
  most: number | null;
  /** Of a moment. */
  ask: "date" | "time" | "datetime" | null;
  /** The two event stamps that fill a wait. */
  between: [EventKind, EventKind] | null;
  anchors: Anchor[];
  /** A wait item that also asks how many stood in the queue. */
  queue: boolean;
  unit: Text | null;
  min: number | null;
  max: number | null;
  /** Decimal places of a number. */
  places: number;
  /** Longest text, in characters. */
  longest: number;
}

/** A heading within a section. */
export interface Group {
  key: string;
  title: Text;
}

export interface Section {
  key: string;
  title: Text;
  intro: Text | null;
  show_if: Condition | null;
  groups: Group[];
  items: Item[];
}

export interface Bundle {
  key: string;
  title: Text;
  about: Text | null;
  sections: Section[];
}

export type Skip = "na" | "unseen";

export interface Wait {
  seconds: number;
  method: "stopwatch" | "typed" | "estimated";
  queue: number | null;
  started_at: string | null;
  stopped_at: string | null;
}

/** Strokes are [x, y, x, y, …] in 0–1000. */
export interface Signature {
  name: string;
  strokes: number[][];
}

export interface Place {
  latitude: number;
  longitude: number;
  accuracy_m: number | null;
}

/** A moment is a string: "2026-11-21", "14:05" or "2026-11-21T14:05". */
export type Value = boolean | string | string[] | number | Wait | Signature | Place;

export interface Answer {
  value?: Value;
  skip?: Skip;
  /** Why it could not be observed. */
  reason?: string;
  /** Why the standard was not met: keys, main reason first. */
  reasons?: string[];
  sure?: "sure" | "unsure";
  /** Seconds from the last event stamp, or the end of the visit, to the entry. */
  delay_s?: number;
  note?: string;
  at?: string;
  photos?: string[];
}

export type Answers = Record<string, Answer>;

/** One tap during the visit, by the phone's clock. */
export interface VisitEvent {
  id: string;
  kind: EventKind;
  at: string;
}

/** Where the phone was (WGS-84), when the auditor agreed to tell. */
export interface Position extends Place {
  when: "start" | "end";
  at: string;
}

/** What the phone notes by itself; only what there is. */
export interface Observed {
  events?: VisitEvent[];
  positions?: Position[];
  /** Server's clock minus the phone's. */
  clock?: { offset_ms: number };
}

/** Drawn over a photo, in 1/10,000 of its width and height; the file stays as it was taken. */
export type Mark =
  | { kind: "circle"; x: number; y: number; rx: number; ry: number }
  | { kind: "arrow"; x: number; y: number; x2: number; y2: number }
  | { kind: "text"; x: number; y: number; text: string }
  | { kind: "blur"; x: number; y: number; w: number; h: number };

export interface PhotoClaim {
  id: string;
  item: string;
  sha256: string;
  bytes: number;
  type: string;
  taken_at: string | null;
  latitude: number | null;
  longitude: number | null;
  accuracy_m: number | null;
  width: number | null;
  height: number | null;
  marks?: Mark[];
}

export interface PhotoCount {
  expected: number;
  arrived: number;
  missing: string[];
}

export interface Returned {
  note: string;
  items: { item: string; text: string }[];
}

export type ServerState =
  | "draft"
  | "submitted"
  | "in_review"
  | "returned"
  | "approved"
  | "released"
  | "excluded";

export interface AssignedVisit {
  id: string;
  state: ServerState;
  submission: number;
  photos: PhotoCount;
  returned: Returned | null;
  draft: { revision: number } | null;
}

export interface Assignment {
  id: string;
  branch: {
    code: string;
    name: Text;
    address: string;
    zone: string;
    latitude: number | null;
    longitude: number | null;
    datum: string;
  } & BranchFacts;
  wave: { code: string; name: Text };
  kind: "mystery" | "open";
  channel: string;
  scenario: Text | null;
  due_from: string;
  due_to: string;
  checklist_version: string;
  visit: AssignedVisit | null;
}

export interface Person {
  id: string;
  name: string;
  language: Lang;
  pseudonym: string | null;
}

export interface Me {
  person: Person;
  session: string | null;
  roles: string[];
  must_change_password: boolean;
  server_time: string;
}

export interface SignedIn {
  person: Person;
  must_change_password: boolean;
}

export interface Assignments {
  server_time: string;
  assignments: Assignment[];
}

export interface DraftBody extends Observed {
  revision: number;
  assignment: string;
  checklist_version: string;
  started_at: string;
  device_time: string;
  answers: Answers;
  photos: PhotoClaim[];
}

export interface DraftReply {
  visit: string;
  revision: number;
  photos: PhotoCount;
}

/** The newer draft that the server holds, as it comes with a refusal. */
export interface DraftContent extends Observed {
  revision: number;
  answers: Answers;
  photos: PhotoClaim[];
}

/** The draft as it comes when asked for. */
export interface StoredDraft {
  revision: number;
  content: { version?: string; answers: Answers; photos: PhotoClaim[] } & Observed;
}

export interface SubmissionBody extends Observed {
  assignment: string;
  checklist_version: string;
  started_at: string;
  finished_at: string;
  device_time: string;
  answers: Answers;
  photos: PhotoClaim[];
}

export interface Receipt {
  visit: string;
  number: number;
  digest: string;
  received_at: string;
  state: ServerState;
  complete: boolean;
  photos: PhotoCount;
}

export type VisitReply = Omit<AssignedVisit, "draft">;
