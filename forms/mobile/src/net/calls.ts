/** The calls of the form, one line each. */
import type {
  Assignments,
  DraftBody,
  DraftReply,
  Me,
  Receipt,
  SignedIn,
  StoredDraft,
  SubmissionBody,
  VisitReply,
} from "../contract";
import type { RescueKey } from "../logic/rescue";
import { call } from "./api";

export const signIn = (login: string, password: string) =>
  call<SignedIn>("POST", "/session", { login, password });

export const signOut = () => call<void>("DELETE", "/session");

/** The session's outward id opens nothing; it lets a lost phone be known when its cookie has gone. */
const named = (session: string | undefined): Record<string, string> =>
  session ? { "Mingcha-Session": session } : {};

export const me = (session: string | undefined) =>
  call<Me>("GET", "/me", undefined, named(session));

export const sayErased = (session: string | undefined) =>
  call<void>("POST", "/session/erased", undefined, named(session));

export const changePassword = (current: string, next: string) =>
  call<unknown>("POST", "/me/password", { current, new: next });

export const assignments = () => call<Assignments>("GET", "/assignments");

export const checklist = (version: string) =>
  call<unknown>("GET", `/checklist-versions/${version}`);

export const putDraft = (visit: string, body: DraftBody) =>
  call<DraftReply>("PUT", `/visits/${visit}/draft`, body);

export const getDraft = (visit: string) => call<StoredDraft>("GET", `/visits/${visit}/draft`);

export const putSubmission = (visit: string, number: number, body: SubmissionBody) =>
  call<Receipt>("PUT", `/visits/${visit}/submissions/${number}`, body);

export const rescueKey = () => call<RescueKey>("GET", "/rescue/key");

export const visitState = (visit: string) => call<VisitReply>("GET", `/visits/${visit}`);
