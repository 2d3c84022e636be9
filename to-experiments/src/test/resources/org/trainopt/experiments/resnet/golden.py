"""Writes golden.json: PyTorch's figures for the networks of the resnet task.

Weights and images follow formulas that ResNetGoldenTest evaluates too, so that neither side needs the other's files:
    python golden.py > golden.json      # PyTorch 2.13, CPU
The networks are written here from the paper and from torchvision's documentation, not from the Java code.
"""
import json
import math
import torch
from torch import nn
import torch.nn.functional as F

torch.set_num_threads(1)


class Block(nn.Module):
    def __init__(self, cin, cout, stride, project):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.stride, self.extra = stride, cout - cin
        self.downsample = None
        if project and (stride != 1 or cin != cout):
            self.downsample = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.downsample is not None:
            x = self.downsample(x)
        elif self.stride != 1 or self.extra != 0:
            x = F.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, 0, self.extra))
        return F.relu(out + x)


class Net(nn.Module):
    def __init__(self, large, widths, blocks, project, channels, classes):
        super().__init__()
        w = widths[0]
        self.large = large
        self.conv1 = nn.Conv2d(channels, w, 7, 2, 3, bias=False) if large else nn.Conv2d(channels, w, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(w)
        self.stages = len(widths)
        cin = w
        for s, cout in enumerate(widths):
            layers = []
            for b in range(blocks):
                layers.append(Block(cin, cout, 2 if s > 0 and b == 0 else 1, project))
                cin = cout
            setattr(self, f"layer{s + 1}", nn.Sequential(*layers))
        self.fc = nn.Linear(cin, classes)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        if self.large:
            x = F.max_pool2d(x, 3, 2, 1)
        for s in range(self.stages):
            x = getattr(self, f"layer{s + 1}")(x)
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))


def fill(net):
    """Parameter k (in order), element i: sin(0.7 i + k + 1), scaled by fan-in; norms near 1 and 0."""
    for k, (name, p) in enumerate(net.named_parameters()):
        n = p.numel()
        wave = [math.sin(0.7 * i + k + 1) for i in range(n)]
        if p.dim() == 4:
            values = [v * math.sqrt(2.0 / (n // p.shape[0])) for v in wave]
        elif name.startswith("fc."):
            values = [0.1 * v for v in wave]
        elif name.endswith("weight"):
            values = [1 + 0.1 * v for v in wave]
        else:
            values = [0.1 * v for v in wave]
        p.data.copy_(torch.tensor(values, dtype=torch.float64).reshape(p.shape).float())


def figures(model, net, shape, classes):
    fill(net)
    n = math.prod(shape)
    x = torch.tensor([math.cos(0.3 * i) + math.sin(0.011 * i) for i in range(n)], dtype=torch.float64).reshape(shape).float()
    y = torch.tensor([(3 * i + 1) % classes for i in range(shape[0])])
    net.train()
    logits = net(x)
    loss = F.cross_entropy(logits, y)
    loss.backward()
    norms = {name: p.grad.double().norm().item() for name, p in net.named_parameters()}
    net.eval()
    with torch.no_grad():
        after = net(x)
    return {
        "model": model,
        "shape": list(shape),
        "classes": classes,
        "parameters": sum(p.numel() for p in net.parameters()),
        "loss": loss.item(),
        "logits": logits.flatten().tolist()[:20],
        "evaluationLoss": F.cross_entropy(after, y).item(),
        "evaluationLogits": after.flatten().tolist()[:20],
        "gradientNorms": norms,
    }


small, wide = [16, 32, 64], [64, 128, 256, 512]
print(json.dumps([
    figures("resnet-8", Net(False, small, 1, False, 1, 10), (4, 1, 8, 8), 10),
    figures("resnet-20", Net(False, small, 3, False, 3, 10), (4, 3, 32, 32), 10),
    figures("resnet-18", Net(True, wide, 2, True, 3, 7), (3, 3, 64, 64), 7),
    figures("resnet-18-small", Net(False, wide, 2, True, 1, 5), (3, 1, 16, 16), 5),
], indent=1))
