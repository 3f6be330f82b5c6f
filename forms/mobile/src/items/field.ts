/** What every kind of answer field is given. */
import type { Answer, Item } from "../contract";
import type { VisitRecord } from "../store/records";

export interface FieldProps {
  item: Item;
  visit: VisitRecord;
  answer: Answer | undefined;
  /** Id of the question's words, for the screen reader. */
  label: string;
}
