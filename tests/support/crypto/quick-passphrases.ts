import { Encrypter } from "age-encryption";
import { vi } from "vitest";

/**
 * Until it is disposed, what this process seals with a passphrase costs next to nothing to seal and
 * to open. With age's own work factor each takes a second and a half.
 */
export function quickPassphrases(): Disposable {
  const { setPassphrase } = Encrypter.prototype;
  return vi.spyOn(Encrypter.prototype, "setPassphrase").mockImplementation(function seal(
    this: Encrypter,
    passphrase,
  ) {
    setPassphrase.call(this, passphrase);
    this.setScryptWorkFactor(10);
  });
}
