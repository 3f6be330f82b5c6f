/**
 * The one door to IndexedDB. The database is opened again when the browser has closed it, and the work that
 * failed on the closed one is done once more. Its layout only ever grows.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type {
  AssignmentRecord,
  BundleRecord,
  BytesRecord,
  PhotoRecord,
  ReferenceRecord,
  ThereRecord,
  ThumbRecord,
  VisitRecord,
} from "./records";

export interface Layout extends DBSchema {
  facts: { key: string; value: unknown };
  assignments: {
    key: [string, string];
    value: AssignmentRecord;
    indexes: { person: string };
  };
  bundles: { key: string; value: BundleRecord };
  visits: { key: string; value: VisitRecord; indexes: { person: string } };
  photos: { key: string; value: PhotoRecord; indexes: { person: string; visit: string } };
  bytes: { key: string; value: BytesRecord };
  thumbs: { key: string; value: ThumbRecord };
  references: { key: [string, string]; value: ReferenceRecord };
  there: { key: string; value: ThereRecord };
}

export type Database = IDBPDatabase<Layout>;

const NAME = "mingcha";
const VERSION = 2;

function layOut(database: Database, from: number): void {
  if (from < 1) layOutFirst(database);
  if (from < 2) {
    database.createObjectStore("references", { keyPath: ["version", "name"] });
    database.createObjectStore("there", { keyPath: "visit" });
  }
}

function layOutFirst(database: Database): void {
  database.createObjectStore("facts");
  database
    .createObjectStore("assignments", { keyPath: ["person", "id"] })
    .createIndex("person", "person");
  database.createObjectStore("bundles", { keyPath: "id" });
  database.createObjectStore("visits", { keyPath: "id" }).createIndex("person", "person");
  const photos = database.createObjectStore("photos", { keyPath: "id" });
  photos.createIndex("person", "person");
  photos.createIndex("visit", "visit");
  database.createObjectStore("bytes", { keyPath: "id" });
  database.createObjectStore("thumbs", { keyPath: "id" });
}

let opened: Promise<Database> | null = null;

function forget(): void {
  opened = null;
}

function open(): Promise<Database> {
  opened ??= openDB<Layout>(NAME, VERSION, {
    upgrade: (database, from) => layOut(database, from),
    // A newer page wants to change the layout: let it, and open again at the next use.
    blocking: (_old, _new, event) => {
      (event.target as IDBDatabase).close();
      forget();
    },
    terminated: forget,
  });
  opened.catch(forget);
  return opened;
}

function isClosed(error: unknown): boolean {
  return (
    error instanceof DOMException &&
    (error.name === "InvalidStateError" ||
      error.name === "AbortError" ||
      error.name === "UnknownError")
  );
}

/** Runs `work` on the database; once more on a fresh one when the first was closed under it. */
export async function withDb<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const tried = open();
  try {
    return await work(await tried);
  } catch (error) {
    if (!isClosed(error)) throw error;
    if (opened === tried) forget();
    return work(await open());
  }
}

export const DURABLE = { durability: "strict" } as const;
