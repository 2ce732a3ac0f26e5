namespace TorchSharp;

public enum DeviceType { CPU = 0, CUDA = 1 }

public static partial class torch
{
    /// <summary>Where a tensor lives: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    public sealed class Device
    {
        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = Enum.IsDefined(deviceType)
            ? (deviceType, index)
            : throw new ArgumentException($"device must be CPU or CUDA, was {deviceType}", nameof(deviceType));

        public Device(string description)
        {
            var parts = description.Split(':');
            type = parts[0] switch
            {
                "cpu" => DeviceType.CPU,
                "cuda" => DeviceType.CUDA,
                _ => throw new ArgumentException($"device must be cpu, cuda or cuda:N, was '{description}'",
                    nameof(description)),
            };
            if (parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], out _)))
                throw new ArgumentException($"device must be cpu, cuda or cuda:N, was '{description}'",
                nameof(description));
            index = parts.Length > 1 ? int.Parse(parts[1]) : -1;
        }

        public DeviceType type { get; }

        public int index { get; }

        public override string ToString() =>
            index < 0 ? type.ToString().ToLowerInvariant() : $"{type.ToString().ToLowerInvariant()}:{index}";
    }

    public static readonly Device CPU = new(DeviceType.CPU);

    public static class cuda
    {
        public static int device_count() => Native.Answer(Native.device_count((int)DeviceType.CUDA));

        public static bool is_available() => device_count() > 0;
    }
}
