/**
 * A value of an answer that is JSON already: the JSON protocols put its text where the value would stand. For services that keep what they answer with in the form of the
 * wire; other protocols do not take it.
 */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
