/** What goes over the wire between the phone and /api/v1, and the checklist as the phone receives it. */

export type Lang = "zh" | "en";

export interface Text {
  zh: string;
  en: string;
}

export type Kind = "yes_no" | "choice" | "choices" | "scale" | "wait" | "number" | "text" | "photo";

export interface PhotoRule {
  when: "never" | "optional" | "required" | "on_fail";
  min: number;
  max: number;
  camera: boolean;
  hint: Text | null;
  /** The answers that ask for a photo when `when` is "on_fail". */
  fails: (boolean | string | number)[];
}

export interface Option {
  key: string;
  label: Text;
  /** "None of these": stands alone. */
  exclusive: boolean;
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
  /** May be answered "not applicable". */
  na: boolean;
  /** May be answered "could not observe". */
  unseen: boolean;
  photo: PhotoRule;
  options: Option[];
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

export interface Section {
  key: string;
  title: Text;
  intro: Text | null;
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

export type Value = boolean | string | string[] | number | Wait;

export interface Answer {
  value?: Value;
  skip?: Skip;
  reason?: string;
  note?: string;
  at?: string;
  photos?: string[];
}

export type Answers = Record<string, Answer>;

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
  };
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

export interface DraftBody {
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
export interface DraftContent {
  revision: number;
  answers: Answers;
  photos: PhotoClaim[];
}

/** The draft as it comes when asked for. */
export interface StoredDraft {
  revision: number;
  content: { answers: Answers; photos: PhotoClaim[] };
}

export interface SubmissionBody {
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
