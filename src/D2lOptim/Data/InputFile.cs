namespace D2lOptim.Data;

/// <summary>Opens what a user names: a file, or a pipe, which may have nobody at its other end.</summary>
internal static class InputFile
{
    private static readonly TimeSpan s_opened = TimeSpan.FromSeconds(5), s_read = TimeSpan.FromSeconds(60);

    /// <summary>A stream of its bytes. What cannot be sought in is a pipe or a device, and is read once.</summary>
    /// <exception cref="BadInputException">A pipe has no writer, or, in reading, one that is silent for
    /// long.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    internal static Stream Open(string path) => Open(path, s_opened, s_read);

    /// <param name="path">The file or the pipe.</param>
    /// <param name="opened">How long to wait for a writer.</param>
    /// <param name="read">How long to wait for what it writes.</param>
    internal static Stream Open(string path, TimeSpan opened, TimeSpan read)
    {
        // The system waits for a pipe's writer, and cannot be called off; the thread ends with the program.
        var opening = Task.Run(() => File.OpenRead(path));
        if (!Done(opening, opened))
            throw new BadInputException(
                $"{path}: a pipe that no program writes to, after {opened.TotalSeconds} s; start the one that writes "
                + "first, or name a file");
        var file = opening.Result;
        return file.CanSeek ? file : new Pipe(file, path, read);
    }

    private static bool Done(Task task, TimeSpan patience)
    {
        try
        {
            return task.Wait(patience);
        }
        catch (AggregateException)
        {
            task.GetAwaiter().GetResult();
            throw;
        }
    }

    private sealed class Pipe(FileStream file, string path, TimeSpan patience) : Stream
    {
        public override int Read(Span<byte> buffer)
        {
            var copy = new byte[buffer.Length];
            var read = Read(copy, 0, copy.Length);
            copy.AsSpan(0, read).CopyTo(buffer);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var reading = Task.Run(() => file.Read(buffer, offset, count));
            return Done(reading, patience) ? reading.Result
                : throw new BadInputException(
                    $"{path}: a pipe through which nothing has come for {patience.TotalSeconds} s; write it to a "
                    + "file, and name that");
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) file.Dispose();
            base.Dispose(disposing);
        }
    }
}
