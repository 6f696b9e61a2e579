package graft.launcher;

/** Wrong words on the command line; the message is for the person who wrote them. */
final class UsageException extends RuntimeException {

  UsageException(String message) {
    super(message);
  }
}
