namespace D2lOptim;

/// <summary>
/// Input from outside the program cannot be used: a file that is missing, malformed or too short, a checksum that
/// differs, an unknown name. The message says where, what was found and what was expected, so it can be shown as it is.
/// </summary>
public sealed class BadInputException : Exception
{
    /// <summary>A message that names file and line (1-based) where there are any, what was found and what was
    /// expected.</summary>
    public BadInputException(string message) : base(message)
    {
    }

    /// <summary>The same, with the failure of the file system or the network that lies behind it.</summary>
    public BadInputException(string message, Exception inner) : base(message, inner)
    {
    }
}
